package io.vedette.server.net;

import io.vedette.server.DebugSwitches;
import io.vedette.server.Engine;
import io.vedette.server.Persistence;
import io.vedette.server.Shutdown;
import io.vedette.server.Surroundings;
import io.vedette.server.commands.ConfigCommands;
import io.vedette.server.commands.DataCommands;
import io.vedette.server.commands.DebugCommands;
import io.vedette.server.commands.InfoText;
import io.vedette.server.commands.MemoryCommands;
import io.vedette.server.commands.ServerCommands;
import io.vedette.server.commands.SnapshotCommands;
import io.vedette.session.AclStore;
import io.vedette.session.CommandCommands;
import io.vedette.session.CommandTable;
import java.security.SecureRandom;

/** All that a server answers, and replication: what makes an engine a server. Used once for each engine. */
record AllCommands(
        Engine engine,
        ReplicationShell replication,
        Persistence persistence,
        Surroundings surroundings,
        Shutdown shutdown,
        InfoText info,
        DebugSwitches switches,
        AclStore users) {
    void bind() {
        CommandTable table = engine.table();
        engine.bindSessionCommands(users, new SecureRandom());
        new DataCommands(
                        engine.keyspace(),
                        engine.propagator(),
                        engine.blocking(),
                        engine.settings().lazyExpire::get,
                        engine.settings().longestWordBytes::get,
                        switches::checksums,
                        engine.settings().rdbCompression::get)
                .bindTo(table);
        new ServerCommands(engine, info, shutdown).bindTo(table);
        new MemoryCommands(engine, replication, surroundings, persistence.appendOnly()).bindTo(table);
        ConfigCommands config = new ConfigCommands(engine, persistence, surroundings, info);
        config.bindTo(table);
        new DebugCommands(
                        engine,
                        persistence,
                        config,
                        switches,
                        persistence.saving(),
                        persistence.loading(),
                        persistence.appendOnly(),
                        replication::renameHistory)
                .bindTo(table);
        new SnapshotCommands(persistence.saving(), persistence.appendOnly()).bindTo(table);
        replication.begin(engine);
        engine.memory().begin(replication::backlogBytes, engine.observers()::evicted);
        replication.bindTo(table);
        new CommandCommands(table).bind();
        engine.identity().users().catalog(); // rules know commands by their first names
    }
}
