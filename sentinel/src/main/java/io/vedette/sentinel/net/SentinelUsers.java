package io.vedette.sentinel.net;

import io.vedette.acl.AclText;
import io.vedette.acl.AclUsers;
import io.vedette.config.ConfigFile;
import io.vedette.sentinel.config.SentinelConfiguration;
import io.vedette.session.AclCommands;
import io.vedette.session.AclStore;
import io.vedette.session.CommandTable;
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
 * The users of a sentinel, from {@code requirepass}, {@code user} lines or the {@code aclfile}, and the way to that file: read
 * and written on a worker. Owned by the loop.
 */
final class SentinelUsers implements AclStore {
    private static final Logger LOG = LoggerFactory.getLogger(SentinelUsers.class);

    private final Vertx vertx;
    private final SentinelConfiguration configuration;
    private final AclUsers users;

    SentinelUsers(Vertx vertx, SentinelConfiguration configuration, CommandTable table) {
        this.vertx = vertx;
        this.configuration = configuration;
        users = new AclUsers(() -> AclCommands.specs(table), configuration.process().aclLogMaxLength::get);
    }

    AclUsers users() {
        return users;
    }

    /** Once all commands are bound; fails with what the operator must be told. */
    Future<Void> load() {
        users.requirePassword(configuration.process().requirepass.get());
        Optional<String> file = name();
        if (file.isPresent() && configuration.users().isStated()) {
            return Future.failedFuture(
                    "Configuring Redis with users defined in redis.conf and at the same setting an ACL"
                            + " file path is invalid. This setup is very likely to lead to configuration errors and security"
                            + " holes, please define either an ACL file or declare users directly in your redis.conf, but not"
                            + " both.");
        }
        Optional<String> fault = configuration.users().apply(users, file.isEmpty());
        if (fault.isPresent()) {
            LOG.warn("{}", fault.get());
            return Future.failedFuture("Critical error while loading ACLs. Exiting.");
        }
        return file.isEmpty() ? Future.succeededFuture() : loadFile(file.get());
    }

    private Future<Void> loadFile(String file) {
        return vertx.executeBlocking(this::text)
                .recover(e -> Future.failedFuture("Aborting Redis startup because of ACL errors: Error loading ACLs,"
                        + " opening file '" + file + "': " + reason(e)))
                .compose(text -> {
                    String faults = AclText.load(file, text, users);
                    return faults.isEmpty()
                            ? Future.succeededFuture()
                            : Future.failedFuture("Aborting Redis startup because of ACL errors: " + faults);
                });
    }

    @Override
    public Optional<String> name() {
        return Optional.of(configuration.process().aclFile.get()).filter(name -> !name.isEmpty());
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
        return Path.of(configuration.process().dir.get())
                .resolve(configuration.process().aclFile.get());
    }

    private static String reason(Throwable fault) {
        return fault instanceof NoSuchFileException ? "No such file or directory" : String.valueOf(fault.getMessage());
    }
}
