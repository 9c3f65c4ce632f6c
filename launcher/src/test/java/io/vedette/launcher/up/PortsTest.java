package io.vedette.launcher.up;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class PortsTest {
    @Test
    void freePortsAreAllDifferent() throws IOException {
        List<Integer> ports = Ports.free(20);
        assertEquals(20, new HashSet<>(ports).size());
    }

    @Test
    void aBusyPortIsComplainedAboutByNumberAndMember() throws IOException {
        try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getByName(GroupFiles.HOST))) {
            Member member = Member.in(Path.of("run"), Member.Kind.SENTINEL, busy.getLocalPort());
            List<String> complaints = Ports.complaints(List.of(member));
            assertEquals(1, complaints.size());
            assertTrue(complaints
                    .getFirst()
                    .startsWith(
                            "port " + busy.getLocalPort() + " (for sentinel-" + busy.getLocalPort() + ") is in use"));
        }
    }

    @Test
    void freePortsAreNotComplainedAbout() throws IOException {
        Member member =
                Member.in(Path.of("run"), Member.Kind.SERVER, Ports.free(1).getFirst());
        assertEquals(List.of(), Ports.complaints(List.of(member)));
    }
}
