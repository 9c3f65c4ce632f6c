/** The Redis protocol: codec, command table, client sessions and the RESP endpoint on Vert.x; configuration and log. */
module io.vedette.protocol {
    requires transitive io.vertx.core;
    requires io.netty.buffer;
    requires io.netty.common;
    requires io.netty.transport;
    requires io.netty.transport.classes.epoll;
    requires io.netty.transport.unix.common;
    requires transitive org.slf4j;
    requires ch.qos.logback.classic;
    requires ch.qos.logback.core;
    requires typesafe.config;

    exports io.vedette.acl;
    exports io.vedette.command;
    exports io.vedette.config;
    exports io.vedette.log;
    exports io.vedette.resp;
    exports io.vedette.session;
    exports io.vedette.wire;
    exports io.vedette.wire.tls;

    provides ch.qos.logback.classic.spi.Configurator with
            io.vedette.log.RedisConfigurator;
}
