/** The Redis protocol: codec, command table, client sessions and the RESP endpoint on Vert.x. */
module io.vedette.protocol {
    requires transitive io.vertx.core;
    requires transitive org.slf4j;

    exports io.vedette.resp;
}
