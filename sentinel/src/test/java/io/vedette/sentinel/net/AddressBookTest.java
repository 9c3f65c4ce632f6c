package io.vedette.sentinel.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.sentinel.config.SentinelOptions;
import io.vedette.sentinel.core.Address;
import io.vedette.sentinel.core.Event;
import io.vedette.wire.OneLoopVertx;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Names and numbers of instances, with a name server of the test's own. */
@Timeout(60)
class AddressBookTest {
    private static final Address NUMBER = new Address("10.0.0.1", 6379);
    private static final Address OTHER = new Address("10.0.0.2", 6379);
    private static final Address NAME = new Address("redis-1", 6379);

    private final Vertx vertx = OneLoopVertx.create();
    private final Context loop = vertx.getOrCreateContext();
    private final Map<String, String> numbers = new ConcurrentHashMap<>(Map.of("redis-1", "10.0.0.1"));
    private final CountDownLatch hanging = new CountDownLatch(1);
    private final SentinelOptions options = SentinelOptions.defaults();
    private final List<Address> inUse = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();
    private final HostNames names = new HostNames(vertx, this::lookUp);
    private final AddressBook book = new AddressBook(names, options, () -> inUse, events::add);

    private String lookUp(String name) throws UnknownHostException {
        if (name.equals("hangs")) {
            try {
                hanging.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return Optional.ofNullable(numbers.get(name)).orElseThrow(() -> new UnknownHostException(name));
    }

    @AfterEach
    void close() throws Exception {
        hanging.countDown();
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private <T> T onLoop(Supplier<Future<T>> work) throws Exception {
        Promise<T> done = Promise.promise();
        loop.runOnContext(any -> work.get().onComplete(done));
        return await(done.future());
    }

    private Address ours(Address theirs) throws Exception {
        onLoop(() -> book.study(List.of(theirs)));
        return onLoop(() -> Future.succeededFuture(book.ours(theirs)));
    }

    @Test
    void withoutNamesANameIsNoAddress() throws Exception {
        assertEquals(NUMBER, ours(NUMBER));
        assertEquals(0, ours(NAME).port());
    }

    @Test
    void namesAreReadAsNumbersUnlessTheyAreAnnounced() throws Exception {
        options.resolveHostnames(true);
        assertEquals(NUMBER, ours(NAME));
        assertEquals(NUMBER, ours(NUMBER));
        Address unknown = new Address("nobody", 1);
        assertEquals(unknown, ours(unknown));
        options.announceHostnames(true);
        assertEquals(NAME, ours(NAME));
        assertEquals(NUMBER, ours(NUMBER));
    }

    @Test
    void aNumberOfANameInUseIsThatName() throws Exception {
        options.resolveHostnames(true);
        options.announceHostnames(true);
        inUse.add(NAME);
        numbers.put("alias", "10.0.0.1");
        assertEquals("10.0.0.1", onLoop(() -> book.number(NAME)));
        assertEquals(NAME, ours(NUMBER));
        assertEquals(NAME, ours(new Address("alias", 6379)));
        assertEquals(new Address("10.0.0.1", 6380), ours(new Address("10.0.0.1", 6380)));
        numbers.put("redis-1", "10.0.0.2");
        assertEquals("10.0.0.2", onLoop(() -> book.number(NAME)));
        assertEquals(NAME, ours(OTHER));
    }

    @Test
    void whoMovesIsToldOfAndStaysOne() throws Exception {
        options.resolveHostnames(true);
        inUse.add(ours(NAME));
        numbers.put("redis-1", "10.0.0.2");
        assertEquals("10.0.0.1", onLoop(() -> book.number(NUMBER)));
        onLoop(() -> names.resolve("redis-1"));
        assertEquals(List.of(new Event.AddressChanged(NUMBER, OTHER)), events);
        assertEquals(NUMBER, ours(NUMBER), "the core has not moved yet");
        inUse.set(0, OTHER);
        assertEquals(OTHER, ours(NUMBER), "another sentinel still says the old number");
        numbers.put("redis-1", "10.0.0.1");
        onLoop(() -> book.number(OTHER));
        onLoop(() -> names.resolve("redis-1"));
        assertEquals(new Event.AddressChanged(OTHER, NUMBER), events.getLast());
        assertEquals(NUMBER, ours(NUMBER));
    }

    @Test
    void aNameThatMeansNothingAnyMoreLeadsToWhereItWas() throws Exception {
        options.resolveHostnames(true);
        options.announceHostnames(true);
        assertEquals("10.0.0.1", onLoop(() -> book.number(NAME)));
        numbers.remove("redis-1");
        assertEquals("10.0.0.1", onLoop(() -> book.number(NAME)));
        ExecutionException fault =
                assertThrows(ExecutionException.class, () -> onLoop(() -> book.number(new Address("nobody", 1))));
        assertTrue(fault.getMessage().contains("Can't resolve nobody"), fault::getMessage);
    }

    @Test
    void aNameServerThatHangsDelaysNobodyElse() throws Exception {
        options.resolveHostnames(true);
        Address hangs = new Address("hangs", 6379);
        Promise<String> waiting = Promise.promise();
        loop.runOnContext(any -> book.number(hangs).onComplete(waiting));
        assertEquals("10.0.0.1", onLoop(() -> names.resolve("redis-1")).orElseThrow());
        assertEquals("done", await(vertx.executeBlocking(() -> "done")));
        assertThrows(ExecutionException.class, () -> await(waiting.future()));
        assertTrue(
                onLoop(() -> Future.succeededFuture(book.study(List.of(hangs)).isComplete())),
                "nobody waits for it a second time");
    }
}
