package io.vedette.sentinel.net;

import io.vedette.sentinel.config.IpAddress;
import io.vedette.sentinel.config.SentinelOptions;
import io.vedette.sentinel.core.Address;
import io.vedette.sentinel.core.Event;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One address for one instance, whatever others call it. With {@code announce-hostnames} names are addresses and are told as
 * they are, and a number that stands for a name in use is that name; without it names are replaced by their numbers. Without
 * {@code resolve-hostnames} only numbers are addresses.
 *
 * <p>A name may come to mean another number (a container that was restarted). Names that are addresses are looked up at
 * each connect. Where a number came from a name, the name is asked again at each connect, and the core is told of the
 * move: the instance stays who it was. Owned by the loop.
 */
final class AddressBook {
    /** Stands for what is no address here. */
    private static final int NO_PORT = 0;

    private final HostNames names;
    private final SentinelOptions options;
    private final Supplier<Collection<Address>> inUse;
    private final Consumer<Event> events;
    /** Names behind numbers. */
    private final Map<Address, String> nameOf = new HashMap<>();
    /** Where instances of a name were before. */
    private final Map<Address, Address> moved = new HashMap<>();

    /**
     * @param inUse the addresses that the core has links to
     * @param events told of moves
     */
    AddressBook(HostNames names, SentinelOptions options, Supplier<Collection<Address>> inUse, Consumer<Event> events) {
        this.names = names;
        this.options = options;
        this.inUse = inUse;
        this.events = events;
    }

    /** A number that was read from a name. */
    void remember(Address numeric, String name) {
        names.learn(name, numeric.host());
        nameOf.put(numeric, name);
    }

    /**
     * Before {@link #ours} is asked about these: names that were never heard are looked up first. Names that meant nothing when they
     * were looked up are asked for again, but nobody waits for that.
     */
    Future<?> study(Collection<Address> addresses) {
        if (!options.resolveHostnames()) {
            return Future.succeededFuture();
        }
        List<Future<Optional<String>>> awaited = new ArrayList<>();
        for (Address address : addresses) {
            if (names.isNew(address.host())) {
                awaited.add(names.resolve(address.host()));
            } else if (names.lastNumber(address.host()).isEmpty()) {
                names.ask(address.host());
            }
        }
        return awaited.isEmpty() ? Future.succeededFuture() : Future.join(awaited);
    }

    /** What an instance is called here that others call so. */
    Address ours(Address theirs) {
        boolean numeric = IpAddress.isNumeric(theirs.host());
        if (!options.resolveHostnames()) {
            return numeric ? theirs : new Address(theirs.host(), NO_PORT);
        }
        Optional<String> number = names.lastNumber(theirs.host());
        if (number.isEmpty()) {
            return theirs;
        }
        Address there = new Address(number.get(), theirs.port());
        if (options.announceHostnames()) {
            return inUse.get().contains(theirs) ? theirs : inUseAt(there).orElse(theirs);
        }
        if (!numeric) {
            nameOf.put(there, theirs.host());
        }
        return inUse.get().contains(there) ? there : moved.getOrDefault(there, there);
    }

    /** The address in use whose name means this number. */
    private Optional<Address> inUseAt(Address numeric) {
        return inUse.get().stream()
                .filter(used -> used.port() == numeric.port()
                        && names.lastNumber(used.host())
                                .filter(numeric.host()::equals)
                                .isPresent())
                .findFirst();
    }

    /** The number to connect to; fails if there is none. */
    Future<String> number(Address address) {
        if (!IpAddress.isNumeric(address.host())) {
            return names.resolve(address.host()).compose(found -> {
                found.ifPresent(number -> readAtLast(address, number));
                return found.map(Future::succeededFuture)
                        .orElse(Future.failedFuture("Can't resolve " + address.host()));
            });
        }
        Optional.ofNullable(nameOf.get(address)).ifPresent(name -> askAgain(address, name));
        return Future.succeededFuture(address.host());
    }

    /** A name that meant nothing when it should have been replaced by its number. */
    private void readAtLast(Address address, String number) {
        if (options.resolveHostnames() && !options.announceHostnames()) {
            Address now = new Address(number, address.port());
            nameOf.put(now, address.host());
            events.accept(new Event.AddressChanged(address, now));
        }
    }

    private void askAgain(Address address, String name) {
        names.resolve(name)
                .onSuccess(found -> found.map(number -> new Address(number, address.port()))
                        .filter(now -> !now.equals(address))
                        .ifPresent(now -> {
                            nameOf.put(now, name);
                            moved.remove(now);
                            moved.put(address, now);
                            events.accept(new Event.AddressChanged(address, now));
                        }));
    }
}
