/** The supervisor: a pure core that decides and a Vert.x shell that acts. Knows data servers only through RESP. */
module io.vedette.sentinel {
    requires transitive io.vedette.protocol;

    exports io.vedette.sentinel.config;
    exports io.vedette.sentinel.core;
    exports io.vedette.sentinel.net;
}
