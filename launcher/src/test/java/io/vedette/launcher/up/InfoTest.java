package io.vedette.launcher.up;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class InfoTest {
    @Test
    void fieldsAreReadAndHeadingsAreNot() {
        Info info = Info.parse("# Replication\r\nrole:slave\r\nmaster_port:6379\r\nmaster_host:fe80::1\r\n");
        assertEquals("slave", info.text("role"));
        assertEquals(6379, info.number("master_port"));
        assertEquals("fe80::1", info.text("master_host"));
    }

    @Test
    void whatIsMissingOrNoNumberReadsAsNothing() {
        Info info = Info.parse("role:master\r\n");
        assertEquals("", info.text("nothing"));
        assertEquals(0, info.number("nothing"));
        assertEquals(0, info.number("role"));
    }
}
