package io.vedette.wire.tls;

import io.vedette.config.ConfigRefusal;
import io.vedette.wire.Dialer;
import io.vedette.wire.RespListener;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS of one process: reads the files, gives listeners and dialers what they need, and gives it to them anew when the files or
 * the settings change. Owned by the loop.
 *
 * <p>Off while no directive asks for it; then on with credentials that fit together, and from then on never without: a
 * reading that fails leaves the former ones.
 */
public final class Tls implements Dialer {
    /** How soon renewed files are noticed. */
    private static final long WATCH_PERIOD_MILLIS = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(Tls.class);

    private final Vertx vertx;
    private final TlsSettings settings;
    private Optional<TlsCredentials> credentials = Optional.empty();
    private Optional<RespListener> listener = Optional.empty();
    private String seen = "";
    private String toldFault = "";
    private boolean looking;
    private long watch = -1;

    public Tls(Vertx vertx, TlsSettings settings) {
        this.vertx = vertx;
        this.settings = settings;
        settings.onChange(value -> changed());
    }

    /** What a look at the files found. */
    private record Look(String seen, Optional<TlsCredentials> read, String fault) {}

    /**
     * Before anything listens or dials.
     *
     * @return fails with what the operator must be told
     */
    public Future<Void> start() {
        if (!settings.isWanted()) {
            return Future.succeededFuture();
        }
        return vertx.executeBlocking(() -> look("")).compose(first -> {
            if (first.read().isEmpty()) {
                LOG.warn("{}", first.fault());
                return Future.failedFuture("Failed to configure TLS. Check logs for more info.");
            }
            take(first);
            return Future.succeededFuture();
        });
    }

    /** Has the listener listen on {@code tls-port}, if there is one; before it listens plainly, so that who finds it finds all. */
    public Future<Integer> listen(RespListener on) {
        if (settings.port.get() == 0) {
            return Future.succeededFuture(0);
        }
        listener = Optional.of(on);
        return on.listenTls(settings.port.get(), credentials.orElseThrow().listening());
    }

    /** What a listener that moves needs for {@code tls-port}, if there is one; it is given what comes later, too. */
    public Optional<ServerSSLOptions> movedWith(RespListener on) {
        if (settings.port.get() == 0) {
            return Optional.empty();
        }
        listener = Optional.of(on);
        return Optional.of(credentials.orElseThrow().listening());
    }

    /** With TLS under {@code tls-replication}. */
    @Override
    public ConnectOptions dial(String host, int port) {
        ConnectOptions options = Dialer.plainly(host, port);
        return settings.replication.get()
                ? options.setSsl(true).setSslOptions(credentials.orElseThrow().dialing())
                : options;
    }

    public void close() {
        vertx.cancelTimer(watch);
    }

    /** CONFIG SET: read at once, since its reply says whether the new files are good; they are small. */
    private void changed() throws ConfigRefusal {
        if (!settings.isWanted()) {
            return;
        }
        Look now = look("");
        if (now.read().isEmpty()) {
            LOG.warn("{}", now.fault());
            throw new ConfigRefusal("Unable to update TLS configuration. Check server logs.");
        }
        take(now);
    }

    private void watch() {
        if (looking) {
            return;
        }
        looking = true;
        String before = seen;
        vertx.executeBlocking(() -> look(before)).onComplete(outcome -> {
            looking = false;
            if (outcome.succeeded() && seen.equals(before)) {
                noticed(outcome.result());
            }
        });
    }

    private void noticed(Look now) {
        if (now.read().isPresent()) {
            take(now);
            LOG.info("TLS certificates were renewed");
        } else if (!now.fault().equals(toldFault)) {
            toldFault = now.fault();
            if (!toldFault.isEmpty()) {
                LOG.warn("TLS files have changed but cannot be used, the former ones stay: {}", toldFault);
            }
        }
    }

    private void take(Look now) {
        seen = now.seen();
        credentials = now.read();
        toldFault = "";
        listener.ifPresent(on -> on.updateTls(credentials.orElseThrow().listening())
                .onFailure(fault -> LOG.warn("TLS listeners keep their former certificates: {}", fault.getMessage())));
        if (watch < 0) {
            watch = vertx.setPeriodic(WATCH_PERIOD_MILLIS, any -> watch());
        }
    }

    /** Reads the files if they are not what was seen before. Blocking. */
    private Look look(String before) {
        String now = fingerprint();
        if (!now.isEmpty() && now.equals(before)) {
            return new Look(now, Optional.empty(), "");
        }
        try {
            return new Look(now, Optional.of(TlsCredentials.read(vertx, settings)), "");
        } catch (TlsFault e) {
            return new Look(now, Optional.empty(), e.getMessage());
        }
    }

    /** Times, sizes and identities of all files: different when one of them was written or replaced. */
    private String fingerprint() {
        Path directory = Path.of(settings.directory.get());
        StringBuilder text = new StringBuilder();
        List<String> names = new ArrayList<>(List.of(
                settings.certificateFile.get(),
                settings.keyFile.get(),
                settings.dialingCertificateFile.get(),
                settings.dialingKeyFile.get(),
                settings.authoritiesFile.get()));
        String folder = settings.authoritiesDirectory.get();
        if (!folder.isEmpty()) {
            try (Stream<Path> files = Files.list(directory.resolve(folder))) {
                files.sorted().forEach(file -> names.add(file.toAbsolutePath().toString()));
            } catch (IOException | InvalidPathException e) {
                text.append(e.getMessage());
            }
        }
        for (String name : names) {
            if (!name.isEmpty()) {
                text.append(name)
                        .append('=')
                        .append(attributes(directory, name))
                        .append(' ');
            }
        }
        return text.toString();
    }

    private static String attributes(Path directory, String name) {
        try {
            return Files.readAttributes(directory.resolve(name), "lastModifiedTime,size,fileKey")
                    .toString();
        } catch (IOException | InvalidPathException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
