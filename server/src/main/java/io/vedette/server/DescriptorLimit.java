package io.vedette.server;

import io.vedette.config.ConfigRefusal;
import io.vedette.config.Setting;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps {@code maxclients} within what the system lets this process open, as Redis does: whoever comes when nothing more can be
 * opened gets no answer at all, and no file could be written. The JVM has asked for as many as it may have when it started.
 */
public final class DescriptorLimit {
    private static final Logger LOG = LoggerFactory.getLogger(DescriptorLimit.class);

    /** For libraries, of which each is a file, data files, and links to other servers. Redis keeps 32, which are not enough for a JVM. */
    static final int RESERVED = 96;

    private final LongSupplier mostOpen;

    /** @param mostOpen how many files and sockets this process may have open, by now */
    public DescriptorLimit(LongSupplier mostOpen) {
        this.mostOpen = mostOpen;
    }

    /**
     * Reduces the setting to what there is room for, and refuses more from now on.
     *
     * @return false if there is no room for anybody; the log tells why
     */
    public boolean holdWithin(Setting<Integer> maxClients) {
        long open = mostOpen.getAsLong();
        long wanted = maxClients.get();
        if (open <= RESERVED) {
            LOG.warn(
                    "Your current 'ulimit -n' of {} is not enough for the server to start. Please increase your open file limit"
                            + " to at least {}. Exiting.",
                    open,
                    wanted + RESERVED);
            return false;
        }
        if (wanted > mostClients()) {
            LOG.warn(
                    "You requested maxclients of {} requiring at least {} max file descriptors.",
                    wanted,
                    wanted + RESERVED);
            LOG.warn(
                    "Current maximum open files is {}. maxclients has been reduced to {} to compensate for low ulimit. If you"
                            + " need higher maxclients increase 'ulimit -n'.",
                    open,
                    mostClients());
            maxClients.assign(mostClients());
        }
        maxClients.onChange(this::check);
        return true;
    }

    private void check(int clients) throws ConfigRefusal {
        if (clients > mostClients()) {
            throw new ConfigRefusal(
                    "The operating system is not able to handle the specified number of clients, try with "
                            + mostClients());
        }
    }

    private int mostClients() {
        return Math.clamp(mostOpen.getAsLong() - RESERVED, 1, Integer.MAX_VALUE);
    }
}
