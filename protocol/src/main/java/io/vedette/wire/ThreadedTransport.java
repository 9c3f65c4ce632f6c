package io.vedette.wire;

import io.netty.channel.ChannelHandlerContext;
import io.vedette.resp.Argv;
import io.vedette.resp.ProtocolException;
import io.vedette.resp.RequestParser;
import io.vedette.session.Client;
import io.vedette.session.Endpoint;
import io.vertx.core.Context;
import io.vertx.core.internal.net.NetSocketInternal;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Optional;

/**
 * A client's socket that another loop reads and writes, as the engine sees it. Owned by the engine's loop, but for what it is as a
 * {@link SocketReader.Taker}, which brings each batch over. Same transitions and promises as {@link SocketTransport}; the difference is
 * that requests come here cut, and that what a paused client sent waits here.
 */
final class ThreadedTransport extends ClientSocket implements SocketReader.Taker {
    private final Context loop;
    private final Context engine;
    private final Endpoint endpoint;
    private final SocketReader reader;
    private final ArrayDeque<Argv> waiting = new ArrayDeque<>();
    private final Argv[] ahead = new Argv[RequestParser.MOST_AHEAD];
    private int aheadFrom;
    private int aheadTo;
    private Optional<ProtocolException> fault = Optional.empty();
    private long owedBytes;
    /** The reader waits for a word of the engine. */
    private boolean readerWaits;

    private boolean stranger;
    private boolean paused;
    private final Client client;

    /** Begins to read on {@code loop}, the socket's, and tells the endpoint on the engine's. To be called on {@code loop}. */
    static void open(
            NetSocketInternal socket,
            Context loop,
            Context engine,
            Endpoint endpoint,
            ListenSettings settings,
            LoopMemory memory) {
        SocketReader reader = new SocketReader(socket, loop, settings, memory);
        ChannelHandlerContext channel = socket.channelHandlerContext();
        engine.runOnContext(
                nothing -> new ThreadedTransport(reader, channel, loop, engine, endpoint, settings).begin());
    }

    private ThreadedTransport(
            SocketReader reader,
            ChannelHandlerContext channel,
            Context loop,
            Context engine,
            Endpoint endpoint,
            ListenSettings settings) {
        super(channel, Optional.empty(), engine, endpoint, settings);
        this.reader = reader;
        this.loop = loop;
        this.engine = engine;
        this.endpoint = endpoint;
        this.client = endpoint.accepted(this);
        introduced(client);
    }

    private void begin() {
        boolean isStranger = stranger;
        loop.runOnContext(nothing -> reader.begin(this, isStranger));
    }

    // ---- from the socket's loop

    @Override
    public void take(SocketReader.Batch batch) {
        engine.runOnContext(nothing -> came(batch));
    }

    @Override
    public void disconnected() {
        engine.runOnContext(nothing -> ended());
    }

    // ---- requests

    private void came(SocketReader.Batch batch) {
        endpoint.received(client, batch.bytes());
        owedBytes += batch.bytes();
        Collections.addAll(waiting, batch.requests());
        readerWaits |= batch.alone();
        if (batch.fault().isPresent()) {
            fault = batch.fault();
        }
        handOver();
        if (!isGone()) {
            endpoint.endOfBatch(client);
        }
    }

    private void handOver() {
        while (!paused && !isDeaf() && isAhead()) {
            aheadFrom += endpoint.command(client, ahead, aheadFrom, aheadTo);
        }
        if (isDeaf()) {
            waiting.clear();
            aheadFrom = aheadTo;
        } else if (aheadFrom < aheadTo || !waiting.isEmpty() || paused) {
            return;
        }
        if (!isDeaf() && fault.isPresent()) {
            deafen();
            endpoint.protocolError(client, fault.get().line());
        }
        reader.taken(owedBytes);
        owedBytes = 0;
        if (readerWaits) {
            readerWaits = false;
            loop.runOnContext(nothing -> reader.goOn());
        }
    }

    /** Whether a request is ready; the next ones are shown to the endpoint before the first of them runs. */
    private boolean isAhead() {
        if (aheadFrom == aheadTo) {
            aheadFrom = 0;
            aheadTo = 0;
            while (aheadTo < ahead.length && !waiting.isEmpty()) {
                ahead[aheadTo++] = waiting.poll();
            }
            if (aheadTo > 1) {
                endpoint.ahead(client, ahead, aheadTo);
            }
        }
        return aheadFrom < aheadTo;
    }

    @Override
    public void pauseRequests() {
        paused = true;
    }

    @Override
    public void resumeRequests() {
        if (!paused) {
            return;
        }
        paused = false;
        engine.runOnContext(nothing -> {
            if (!paused && !isGone()) {
                handOver();
                endpoint.endOfBatch(client);
            }
        });
    }

    @Override
    public void limitRequests(boolean limited) {
        stranger = limited;
        loop.runOnContext(nothing -> reader.stranger(limited));
    }

    @Override
    public long requestBytes() {
        return reader.heldBytes();
    }
}
