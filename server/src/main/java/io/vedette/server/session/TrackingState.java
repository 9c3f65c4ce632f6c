package io.vedette.server.session;

import io.vedette.resp.ByteKey;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * How one client tracks keys, from CLIENT TRACKING on until off. Owned by the loop; changed by the tracking package.
 *
 * <p>Invariant: {@code prefixes} is empty exactly if the client does not track by broadcast; without a prefix of its own a
 * broadcasting client has the empty one.
 */
public final class TrackingState {
    /** Redis' order of prefixes and of the keys in a broadcast. */
    public static final Comparator<ByteKey> ORDER = (one, other) -> Arrays.compareUnsigned(one.bytes(), other.bytes());

    /** What CLIENT TRACKING was given. {@code redirect} is the number of a client, 0 for none. */
    public record Options(long redirect, boolean broadcast, boolean optIn, boolean optOut, boolean noLoop) {}

    private final Runnable end;
    private final SortedSet<ByteKey> prefixes = new TreeSet<>(ORDER);
    private long prefixBytes;
    private Options options;
    private boolean caching;
    private boolean redirectBroken;

    /** @param end what must happen besides when the client tracks no longer */
    public TrackingState(Options options, Runnable end) {
        this.options = options;
        this.end = end;
    }

    public Options options() {
        return options;
    }

    /** CLIENT TRACKING on again: other options, same mode. */
    public void options(Options newOptions) {
        options = newOptions;
        redirectBroken = false;
    }

    public SortedSet<ByteKey> prefixes() {
        return Collections.unmodifiableSortedSet(prefixes);
    }

    public void addPrefix(ByteKey prefix) {
        prefixBytes += prefixes.add(prefix) ? prefix.memoryBytes() : 0;
    }

    /** What the prefixes take; an estimate. */
    long memoryBytes() {
        return prefixBytes;
    }

    /** CLIENT CACHING was said for the next command: yes with OPTIN, no with OPTOUT. */
    public boolean isCachingSaid() {
        return caching;
    }

    public void sayCaching() {
        caching = true;
    }

    /** True if keys of the command that runs now are to be remembered. */
    public boolean remembers() {
        return !options.broadcast && (options.optIn ? caching : !(options.optOut && caching));
    }

    /** The client to which messages should go was not there. */
    public boolean isRedirectBroken() {
        return redirectBroken;
    }

    public void breakRedirect() {
        redirectBroken = true;
    }

    void forgetCaching() {
        caching = false;
    }

    void end() {
        end.run();
    }
}
