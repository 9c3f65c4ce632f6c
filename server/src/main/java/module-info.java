/** The Redis-compatible data server. */
module io.vedette.server {
    requires transitive io.vedette.replication;

    exports io.vedette.server.check;
    exports io.vedette.server.config;
    exports io.vedette.server.net;
}
