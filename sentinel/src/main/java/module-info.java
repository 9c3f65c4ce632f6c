/** The supervisor: a pure core that decides and a Vert.x shell that acts. Knows data servers only through RESP. */
module io.vedette.sentinel {
    requires transitive io.vedette.protocol;
    requires io.vertx.redis.client;

    exports io.vedette.sentinel.core;
}
