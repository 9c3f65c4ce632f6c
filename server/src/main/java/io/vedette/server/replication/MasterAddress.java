package io.vedette.server.replication;

/** Whom a server replicates, as the operator named it. */
public record MasterAddress(String host, int port) {}
