package io.vedette.wire;

import io.vedette.acl.AclText;
import io.vedette.acl.AclUsers;
import io.vedette.acl.UserDirectives;
import io.vedette.config.ConfigFile;
import io.vedette.config.Setting;
import io.vedette.session.AclStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The users of a process as its configuration has them, by {@code user} lines or in the {@code aclfile}, and the way to that
 * file: read and written on a worker. Owned by the loop.
 */
public final class ConfiguredUsers implements AclStore {
    private static final Logger LOG = LoggerFactory.getLogger(ConfiguredUsers.class);

    private final Vertx vertx;
    private final AclUsers users;
    private final UserDirectives lines;
    private final Setting<String> directory;
    private final Setting<String> file;

    /**
     * @param lines the {@code user} lines
     * @param directory where a file name without a leading slash counts from
     * @param file the {@code aclfile}; empty for none
     */
    public ConfiguredUsers(
            Vertx vertx, AclUsers users, UserDirectives lines, Setting<String> directory, Setting<String> file) {
        this.vertx = vertx;
        this.users = users;
        this.lines = lines;
        this.directory = directory;
        this.file = file;
    }

    /** Once all commands are bound; fails with what the operator must be told. */
    public Future<Void> load() {
        Optional<String> named = name();
        if (named.isPresent() && lines.isStated()) {
            return Future.failedFuture(
                    "Configuring Redis with users defined in redis.conf and at the same setting an ACL"
                            + " file path is invalid. This setup is very likely to lead to configuration errors and security"
                            + " holes, please define either an ACL file or declare users directly in your redis.conf, but not"
                            + " both.");
        }
        Optional<String> fault = lines.apply(users, named.isEmpty());
        if (fault.isPresent()) {
            LOG.warn("{}", fault.get());
            return Future.failedFuture("Critical error while loading ACLs. Exiting.");
        }
        return named.map(this::loadFile).orElse(Future.succeededFuture());
    }

    private Future<Void> loadFile(String name) {
        return vertx.executeBlocking(this::text)
                .recover(e -> Future.failedFuture("Aborting Redis startup because of ACL errors: Error loading ACLs,"
                        + " opening file '" + name + "': " + reason(e)))
                .compose(text -> {
                    String faults = AclText.load(name, text, users);
                    return faults.isEmpty()
                            ? Future.succeededFuture()
                            : Future.failedFuture("Aborting Redis startup because of ACL errors: " + faults);
                });
    }

    @Override
    public Optional<String> name() {
        return Optional.of(file.get()).filter(name -> !name.isEmpty());
    }

    @Override
    public void read(Consumer<Optional<String>> result) {
        vertx.executeBlocking(this::text)
                .onSuccess(text -> result.accept(Optional.of(text)))
                .onFailure(e -> {
                    LOG.warn("Error loading ACLs, opening file '{}': {}", path(), reason(e));
                    result.accept(Optional.empty());
                });
    }

    @Override
    public void write(String text, Consumer<Boolean> saved) {
        vertx.<Void>executeBlocking(() -> {
                    ConfigFile.replace(path(), text.getBytes(StandardCharsets.ISO_8859_1));
                    return null;
                })
                .onSuccess(done -> saved.accept(true))
                .onFailure(e -> {
                    LOG.warn("Saving ACL file: {}", e.getMessage());
                    saved.accept(false);
                });
    }

    private String text() throws IOException {
        return Files.readString(path(), StandardCharsets.ISO_8859_1);
    }

    private Path path() {
        return Path.of(directory.get()).resolve(file.get());
    }

    private static String reason(Throwable fault) {
        return fault instanceof NoSuchFileException ? "No such file or directory" : String.valueOf(fault.getMessage());
    }
}
