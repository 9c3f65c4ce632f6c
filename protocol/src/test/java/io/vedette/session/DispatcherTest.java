package io.vedette.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.command.CommandFlag;
import io.vedette.command.CommandSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DispatcherTest {
    private final TestServer server = new TestServer();
    private final MemoryConnection client = server.connect();

    private String ask(String line) {
        return server.ask(client, line + "\r\n");
    }

    @Test
    void whatIsNotBoundDoesNotExist() {
        assertEquals("-ERR unknown command 'HGET', with args beginning with: 'a' 'b' \r\n", ask("HGET a b"));
        assertEquals("-ERR unknown subcommand 'caching'. Try CLIENT HELP.\r\n", ask("client caching yes"));
        assertEquals("-ERR wrong number of arguments for 'client' command\r\n", ask("CLIENT"));
        assertEquals("-ERR wrong number of arguments for 'client|kill' command\r\n", ask("CLIENT KILL"));
        assertEquals("-ERR wrong number of arguments for 'get' command\r\n", ask("GeT x y"));
    }

    @Test
    void aRefusalIsToldSoThatATransactionCanBeDiscarded() {
        ask("NOSUCH");
        ask("GET");
        ask("CLIENT NOSUCH");
        assertEquals(3, server.refused.size());
        ask("SELECT abc");
        assertEquals(3, server.refused.size(), "a command that fails was not refused");
    }

    @Test
    void whatAFailingCommandHadWrittenIsTakenBack() {
        ask("SET a x");
        assertEquals(
                "+PONG\r\n-ERR value is not an integer or out of range\r\n+PONG\r\n", ask("PING\r\nINCR a\r\nPING"));
    }

    @Test
    void statisticsTellWhatRanWhatFailedAndWhatWasRefused() {
        ask("GET a\r\nGET b\r\nGET\r\nSELECT abc\r\nNOSUCH\r\nCLIENT LIST foo");
        CommandStats get = server.table.named("get").orElseThrow().stats();
        assertEquals(List.of(2L, 1L, 0L), List.of(get.calls(), get.rejectedCalls(), get.failedCalls()));
        CommandStats select = server.table.named("select").orElseThrow().stats();
        assertEquals(List.of(1L, 0L, 1L), List.of(select.calls(), select.rejectedCalls(), select.failedCalls()));
        assertEquals(1, server.table.named("client|list").orElseThrow().stats().failedCalls());
        assertEquals(Map.of("ERR", 4L), server.dispatcher.errors().counts());
        assertEquals(4, server.dispatcher.commandsProcessed());
        server.dispatcher.resetStats();
        assertEquals(0, get.calls());
        assertEquals(0, server.dispatcher.errors().total());
        assertEquals(0, server.dispatcher.commandsProcessed());
        assertEquals(4, server.dispatcher.commandsRun());
    }

    @Test
    void renamedCommandsAnswerToTheirNewNameOnly() {
        assertTrue(server.table.rename("GET", "fetch"));
        assertTrue(server.table.rename("incr", ""));
        assertEquals("$-1\r\n", ask("FETCH a"));
        assertTrue(ask("GET a").startsWith("-ERR unknown command 'GET'"));
        assertTrue(ask("INCR a").startsWith("-ERR unknown command 'INCR'"));
        assertEquals(false, server.table.rename("nosuch", "x"));
        assertEquals(false, server.table.rename("set", "fetch"));
    }

    @Test
    void aCommandOfOurOwnNeedsNoFacts() {
        server.table.bindOwn(
                CommandSpec.own("vedette", 1, "server", CommandFlag.FAST),
                call -> call.reply().simple("here"));
        assertEquals("+here\r\n", ask("VEDETTE"));
        assertThrows(IllegalArgumentException.class, () -> server.table.bind("nosuch", call -> {}));
        assertThrows(IllegalArgumentException.class, () -> server.table.bind("get", call -> {}));
    }

    @Test
    void aCommandThatFindsNoMemoryOutsideTheHeapIsAnErrorToItsClient() {
        server.table.bindOwn(CommandSpec.own("greedy", 1, "server"), call -> {
            call.reply().ok();
            throw new OutOfMemoryError("no pages");
        });
        assertEquals("-OOM command not allowed when used memory > 'maxmemory'.\r\n+PONG\r\n", ask("GREEDY\r\nPING"));
    }

    @Test
    void commandDescribesWhatIsBoundAsRedisDoes() {
        assertEquals(
                "*2\r\n*10\r\n$3\r\nget\r\n:2\r\n*2\r\n+readonly\r\n+fast\r\n:1\r\n:1\r\n:1\r\n*3\r\n+@read\r\n+@string\r\n+@fast\r\n"
                        + "*0\r\n*1\r\n*6\r\n$5\r\nflags\r\n*2\r\n+RO\r\n+access\r\n$12\r\nbegin_search\r\n*4\r\n$4\r\ntype\r\n"
                        + "$5\r\nindex\r\n$4\r\nspec\r\n*2\r\n$5\r\nindex\r\n:1\r\n$9\r\nfind_keys\r\n*4\r\n$4\r\ntype\r\n"
                        + "$5\r\nrange\r\n$4\r\nspec\r\n*6\r\n$7\r\nlastkey\r\n:0\r\n$7\r\nkeystep\r\n:1\r\n$5\r\nlimit\r\n:0\r\n"
                        + "*0\r\n$-1\r\n",
                ask("COMMAND INFO get hget"));
        int count = server.table.commands().size();
        assertEquals(":" + count + "\r\n", ask("COMMAND COUNT"));
        assertTrue(ask("COMMAND").startsWith("*" + count + "\r\n*10\r\n"));
        assertEquals("*0\r\n", ask("COMMAND DOCS hget"));
        assertTrue(ask("COMMAND DOCS set").contains("$5\r\ntoken\r\n$7\r\nKEEPTTL\r\n"));
        assertEquals("*1\r\n$11\r\npubsub|help\r\n", ask("COMMAND LIST FILTERBY PATTERN PUB*|h*"));
        assertEquals("*0\r\n", ask("COMMAND LIST FILTERBY MODULE foo"));
        assertEquals("-ERR syntax error\r\n", ask("COMMAND LIST FOO"));
    }

    @Test
    void keysAreFoundForTheOneWhoAsks() {
        assertEquals("*1\r\n$7\r\nCounter\r\n", ask("COMMAND GETKEYS GET Counter"));
        assertEquals("*1\r\n*2\r\n$1\r\na\r\n*2\r\n+OW\r\n+update\r\n", ask("COMMAND GETKEYSANDFLAGS SET a b"));
        assertEquals("-ERR Invalid command specified\r\n", ask("COMMAND GETKEYS NOSUCH a"));
        assertEquals("-ERR The command has no key arguments\r\n", ask("COMMAND GETKEYS PING a"));
        assertEquals("-ERR Invalid number of arguments specified for command\r\n", ask("COMMAND GETKEYS SET a"));
        assertEquals("-ERR wrong number of arguments for 'command|getkeys' command\r\n", ask("COMMAND GETKEYS"));
    }
}
