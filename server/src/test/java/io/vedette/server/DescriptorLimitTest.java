package io.vedette.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class DescriptorLimitTest {
    private final TestEngine test = new TestEngine();
    private final TestConnection client = test.connect();
    private long mostOpen = 300;

    private boolean hold() {
        return new DescriptorLimit(() -> mostOpen).holdWithin(test.settings.maxClients);
    }

    private String maxClients() {
        return client.ask("CONFIG", "GET", "maxclients").replaceFirst("(?s).*\r\n(\\d+)\r\n", "$1");
    }

    @Test
    void whereLittleMayBeOpenFewerClientsAreTaken() {
        assertTrue(hold());
        assertEquals("204", maxClients());
        assertEquals("+OK\r\n", client.ask("CONFIG", "SET", "maxclients", "100"));
        assertEquals(
                "-ERR CONFIG SET failed (possibly related to argument 'maxclients') - The operating system is not able to handle"
                        + " the specified number of clients, try with 204\r\n",
                client.ask("CONFIG", "SET", "maxclients", "205"));
        assertEquals("100", maxClients());
        mostOpen = 400;
        assertEquals("+OK\r\n", client.ask("CONFIG", "SET", "maxclients", "304"));
    }

    @Test
    void whereMuchMayBeOpenAllIsAsItWasStated() {
        mostOpen = Long.MAX_VALUE;
        assertTrue(hold());
        assertEquals("10000", maxClients());
        assertEquals("+OK\r\n", client.ask("CONFIG", "SET", "maxclients", "" + Integer.MAX_VALUE));
    }

    @Test
    void withoutRoomForAnybodyNothingStarts() {
        mostOpen = DescriptorLimit.RESERVED;
        assertFalse(hold());
    }
}
