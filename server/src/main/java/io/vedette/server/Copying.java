package io.vedette.server;

import java.util.Optional;

/**
 * What is going on between this server and those that copy it, or that it copies: a picture of one moment.
 *
 * @param takes a snapshot of the master is being received or loaded
 * @param givesSinceMillis by the wall clock, since when a snapshot is being written for replicas; nothing if none is
 * @param bufferBytes what is kept of the stream, for the backlog and for replicas that are further behind than it reaches
 */
public record Copying(boolean takes, Optional<Long> givesSinceMillis, long bufferBytes) {}
