package io.vedette.session;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * All connected clients, in the order in which they came. Owned by the loop. A client leaves when it disconnects or is
 * killed; {@link #onLeave} tells those who know it.
 */
public final class Clients {
    /** Enough for a write of good size, little enough that thousands of clients do not fill the memory. Ours. */
    private static final int EARLY_FLUSH_BYTES = 256 * 1024;

    /** Output of less than this is looked at only where the socket does not take it. Ours. */
    private static final int LARGE_OUTPUT_BYTES = 64 * 1024;

    private final Map<Long, Client> byId = new LinkedHashMap<>();
    private final Pause pause = new Pause();
    private final List<LeaveListener> leaveListeners = new ArrayList<>();
    private final List<LeaveListener> endListeners = new ArrayList<>();
    private List<Client> toFlush = new ArrayList<>();
    private Runnable flushWanted = () -> {};
    private Predicate<Client> isFlooded = client -> false;
    private long lastId;
    private long connectionsReceived;

    public Clients() {}

    /** Told once of each client that is gone: what is held for it must be forgotten. */
    @FunctionalInterface
    public interface LeaveListener {
        void left(Client client);
    }

    /** The number for a client that is being made; Redis starts with 1 as well. */
    public long nextId() {
        return ++lastId;
    }

    public void add(Client client) {
        join(client);
        connectionsReceived++;
    }

    /** Of one that did not come by itself: the link to our own master. */
    public void join(Client client) {
        byId.put(client.id(), client);
    }

    /** Forgets the client and tells the listeners; nothing happens the second time. */
    public void remove(Client client) {
        if (byId.remove(client.id()) != null) {
            client.markClosed();
            client.waiting().ifPresent(waiting -> waiting.abandoned(client));
            end(client);
            leaveListeners.forEach(listener -> listener.left(client));
        }
    }

    /** Ends what the client has begun, subscriptions, watches and the like: RESET, or it is gone. */
    void end(Client client) {
        endListeners.forEach(listener -> listener.left(client));
    }

    public void onLeave(LeaveListener listener) {
        leaveListeners.add(listener);
    }

    /** Told of each client that is gone, and of each that ends by RESET what it has begun; perhaps of one more than once. */
    public void onEnd(LeaveListener listener) {
        endListeners.add(listener);
    }

    public Optional<Client> find(long id) {
        return Optional.ofNullable(byId.get(id));
    }

    public int size() {
        return byId.size();
    }

    /** In the order of their coming. Must not be walked while clients come or go: use {@link #matching} for that. */
    public Collection<Client> all() {
        return Collections.unmodifiableCollection(byId.values());
    }

    public List<Client> matching(Predicate<Client> wanted) {
        return byId.values().stream().filter(wanted).toList();
    }

    public int blockedCount() {
        int count = 0;
        for (Client client : byId.values()) {
            count += client.isBlocked() ? 1 : 0;
        }
        return count;
    }

    /** Connections since start. */
    public long connectionsReceived() {
        return connectionsReceived;
    }

    public void resetStats() {
        connectionsReceived = 0;
    }

    public Pause pause() {
        return pause;
    }

    /** Closes now, without a word. */
    public void kill(Client client) {
        client.close();
        remove(client);
    }

    // ---- output at the end of the turn ----

    /** Sets what is called when there is output for a client that is not the one being served: schedule {@link #flushAll}. */
    public void whenFlushIsWanted(Runnable action) {
        flushWanted = action;
    }

    /** Something was written to the client outside of its own command. */
    public void flushLater(Client client) {
        if (client.markFlushPending()) {
            toFlush.add(client);
            if (toFlush.size() == 1) {
                flushWanted.run();
            }
        }
    }

    /** End of a loop turn: sends what has been written meanwhile. */
    public void flushAll() {
        List<Client> now = toFlush;
        toFlush = new ArrayList<>();
        for (Client client : now) {
            client.flushDone();
            flush(client);
        }
    }

    /**
     * Sends early what would grow too large: a batch of small requests may ask for any amount of output. To be called
     * between commands. Nothing is sent of a reply that may still be taken back.
     */
    public void flushIfLarge(Client client) {
        if (client.reply().out().size() >= EARLY_FLUSH_BYTES && !client.isMuted() && !client.holdsReplies()) {
            flush(client);
        }
    }

    /** Sets who is cut off after output was sent, because too much of it waits. */
    public void cutOffIf(Predicate<Client> tooMuchWaits) {
        isFlooded = tooMuchWaits;
    }

    private void flush(Client client) {
        // What is over the limit is not even offered to the socket, which might take all of it.
        if (client.reply().out().size() >= LARGE_OUTPUT_BYTES && !client.isClosing() && isFlooded.test(client)) {
            kill(client);
            return;
        }
        client.flush();
        if (!client.isClosing() && isFlooded.test(client)) {
            kill(client);
        }
    }
}
