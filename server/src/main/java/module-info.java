/** The Redis-compatible data server. */
module io.vedette.server {
    requires transitive io.vedette.replication;

    exports io.vedette.server.commands;
    exports io.vedette.server.keyspace;
    exports io.vedette.server.persistence;
    exports io.vedette.server.replication;
    exports io.vedette.server.session;
}
