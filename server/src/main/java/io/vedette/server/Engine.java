package io.vedette.server;

import io.vedette.server.config.ServerSettings;
import io.vedette.server.keyspace.Keyspace;
import io.vedette.server.session.Propagator;
import io.vedette.server.session.Role;
import io.vedette.server.session.Watches;
import io.vedette.server.session.WriteLog;
import io.vedette.session.Clients;
import io.vedette.session.CommandTable;
import io.vedette.session.Dispatcher;
import io.vedette.session.PubSub;
import io.vedette.session.SessionClock;

/**
 * What a data server consists of. A bundle, not an actor: command groups and replication take from it what they need.
 * Everything in it belongs to the one event loop.
 *
 * @param log where writes go: backlog, replicas and later files read from it
 * @param role whether this server is a master, and how its links are; decided by replication
 * @param runId 40 hexadecimal digits, drawn anew at each start
 */
public record Engine(
        ServerSettings settings,
        Keyspace keyspace,
        Clients clients,
        PubSub pubSub,
        CommandTable table,
        Dispatcher dispatcher,
        Propagator propagator,
        Watches watches,
        WriteLog log,
        Role role,
        Turn turn,
        Scheduler scheduler,
        SessionClock clock,
        Statistics statistics,
        String runId) {}
