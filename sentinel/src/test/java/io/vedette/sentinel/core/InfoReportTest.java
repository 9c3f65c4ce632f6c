package io.vedette.sentinel.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InfoReportTest {
    private static final String ID = "0123456789".repeat(4);

    @Test
    void aMasterTellsItsReplicas() {
        InfoReport report = InfoReport.parse("# Server\r\nredis_version:7.0.15\r\nrun_id:" + ID
                + "\r\n\r\n# Replication\r\nrole:master\r\nconnected_slaves:3\r\n"
                + "slave0:ip=10.0.0.1,port=6380,state=online,offset=14,lag=1\r\n"
                + "slave1:ip=::1,port=6381,state=wait_bgsave,offset=0,lag=0\r\n"
                + "slave12:port=6382,ip=db-2,state=online\r\nmaster_repl_offset:14\r\n");
        assertEquals(Optional.of(ID), report.runId());
        assertEquals(Optional.of(InfoReport.Role.MASTER), report.role());
        assertEquals(
                List.of(new Address("10.0.0.1", 6380), new Address("::1", 6381), new Address("db-2", 6382)),
                report.replicas());
        assertEquals(Optional.empty(), report.master());
        assertTrue(report.announced());
    }

    @Test
    void aReplicaTellsItsMasterAndHowFarItIs() {
        InfoReport report = InfoReport.parse("role:slave\r\nmaster_host:10.0.0.1\r\nmaster_port:6379\r\n"
                + "master_link_status:down\r\nmaster_link_down_since_seconds:12\r\nslave_repl_offset:4242\r\n"
                + "slave_priority:7\r\nreplica_announced:0\r\n");
        assertEquals(Optional.of(InfoReport.Role.REPLICA), report.role());
        assertEquals(Optional.of(new Address("10.0.0.1", 6379)), report.master());
        assertFalse(report.masterLinkUp());
        assertEquals(12_000, report.masterLinkDownMillis());
        assertEquals(4242, report.offset());
        assertEquals(7, report.priority());
        assertFalse(report.announced());
    }

    @Test
    void whatIsMissingHasRedisDefaults() {
        InfoReport report = InfoReport.parse("");
        assertEquals(
                new InfoReport(
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        false,
                        0,
                        true,
                        InfoReport.DEFAULT_PRIORITY,
                        0,
                        true,
                        false,
                        OptionalLong.empty(),
                        Optional.empty(),
                        0,
                        InfoReport.Handing.UNKNOWN,
                        Optional.empty(),
                        Optional.empty()),
                report);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "master_link_down_since_seconds:3, 3000 true",
        "master_link_down_since_seconds:0, 0 true",
        "master_link_down_since_seconds:-1, 0 false",
        "master_link_down_since_seconds:9223372036854775807, 2147483647000 true",
    })
    void theTimeWithoutAMasterIsBounded(String line, String expected) {
        InfoReport report = InfoReport.parse(line);
        assertEquals(expected, report.masterLinkDownMillis() + " " + report.everLinked());
    }

    @ParameterizedTest
    @CsvSource({"master_port:0", "master_port:-1", "master_port:65536", "master_port:4294967297", "master_host:a b"})
    void aMasterThatCannotBeIsNone(String line) {
        assertEquals(
                Optional.empty(),
                InfoReport.parse("master_host:h\nmaster_port:1\n" + line).master());
    }

    @Test
    void prioritiesAreBoundedAndLoadingIsTold() {
        assertEquals(
                Integer.MAX_VALUE, InfoReport.parse("slave_priority:4294967396").priority());
        assertTrue(InfoReport.parse("loading:1").loading());
        assertFalse(InfoReport.parse("loading:0").loading());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "role",
                ":",
                ":master",
                "role:",
                "role:king",
                "run_id:short",
                "slave_priority:high",
                "slave_repl_offset:99999999999999999999",
                "slave:ip=1.1.1.1,port=1",
                "slave0:ip=1.1.1.1",
                "slave0:port=1",
                "slave0:ip=1.1.1.1,port=0",
                "slave0:ip=1.1.1.1,port=65536",
                "slave0:ip=1.1.1.1,port=4294967297",
                "slave0:ip=1.1.1.1 sentinel myid,port=1",
                "slave0:",
                "slavery:ip=1.1.1.1,port=1",
            })
    void aLineThatMakesNoSenseIsPassedOver(String line) {
        String sound = "role:slave\nmaster_host:h\nmaster_port:1\nslave_priority:5\nslave_repl_offset:9\n"
                + "master_link_down_since_seconds:3\nrun_id:" + ID + "\n";
        assertEquals(InfoReport.parse(sound), InfoReport.parse(sound + line + "\n"));
    }
}
