package io.vedette.server.net;

import io.vedette.replication.Vow;
import io.vedette.server.persistence.StateFile;
import io.vedette.wire.ProcessFacts;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * What this server knows of itself whatever happens to its data, and how that is brought to the disk: beside the loop, one after the
 * other, each in a moment when nothing else is brought there. Owner loop.
 */
final class StateKeeper {
    /** Brings a vow to the disk. @return why it could not, or nothing */
    private interface Disk {
        Optional<String> write(Vow vow);
    }

    private final Disk disk;
    private final Executor loop;
    private final ExecutorService writing = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("state").factory());
    private final String serverId;
    private final Vow restored;

    private StateKeeper(Disk disk, Executor loop, String serverId, Vow restored) {
        this.disk = disk;
        this.loop = loop;
        this.serverId = serverId;
        this.restored = restored;
    }

    /**
     * @param vow what stands in the file
     * @param loop the owner loop
     * @throws IOException there cannot be a file
     */
    static StateKeeper of(StateFile file, Vow vow, Executor loop) throws IOException {
        return new StateKeeper(last -> write(file, last), loop, file.serverId(ProcessFacts::randomId), vow);
    }

    /** Of a server that can keep nothing: it belongs to no group. */
    static StateKeeper none(Executor loop) {
        return new StateKeeper(vow -> Optional.of("this server has no file of its own state"), loop, "", Vow.NONE);
    }

    /** Of a server that is rehearsed: what it promises is forgotten with it. */
    static StateKeeper forgetful(Executor loop, String serverId) {
        return new StateKeeper(vow -> Optional.empty(), loop, serverId, Vow.NONE);
    }

    /** Empty if there is none that lasts. */
    String serverId() {
        return serverId;
    }

    Vow restored() {
        return restored;
    }

    /** @param done told on the loop, in a later turn, why it could not be done, or nothing */
    void keep(Vow vow, Consumer<Optional<String>> done) {
        if (writing.isShutdown()) {
            return; // the process ends
        }
        writing.execute(() -> {
            Optional<String> failure = disk.write(vow);
            loop.execute(() -> done.accept(failure));
        });
    }

    /** The same while everything stands still, behind what is on its way. */
    void keepNow(Vow vow) {
        writing.submit(() -> disk.write(vow));
        writing.close();
    }

    private static Optional<String> write(StateFile file, Vow vow) {
        try {
            file.change(vow.lines());
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
