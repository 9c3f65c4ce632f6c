package io.vedette.launcher.up;

import io.vedette.launcher.client.RespConnection;
import io.vedette.resp.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Ports before anything listens on them: which are free, and who sits on those that are not. */
public final class Ports {
    private static final int ASK_TIMEOUT_MILLIS = 500;

    private Ports() {}

    /** One line for each member whose port is taken, naming port and occupant. */
    static List<String> complaints(List<Member> members) {
        List<String> complaints = new ArrayList<>();
        for (Member member : members) {
            if (!isFree(member.port())) {
                complaints.add(
                        "port " + member.port() + " (for " + member.name() + ") is in use: " + occupant(member.port()));
            }
        }
        return complaints;
    }

    /** {@code count} ports that are free now, all different. */
    public static List<Integer> free(int count) throws IOException {
        List<ServerSocket> held = new ArrayList<>();
        try {
            List<Integer> ports = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(GroupFiles.HOST));
                held.add(socket);
                ports.add(socket.getLocalPort());
            }
            return ports;
        } finally {
            for (ServerSocket socket : held) {
                socket.close();
            }
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true); // a port whose former connections linger is free
            socket.bind(new InetSocketAddress(GroupFiles.HOST, port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static String occupant(int port) {
        try (RespConnection connection = RespConnection.open(GroupFiles.HOST, port, ASK_TIMEOUT_MILLIS)) {
            if (connection.call("INFO", "server") instanceof Reply.Failure(String line)) {
                return "something there speaks the Redis protocol and answers " + line;
            }
            Info info = Info.parse(connection.call("INFO", "server").text());
            String file = info.text("config_file");
            return "by process " + info.text("process_id") + ", "
                    + (info.text("redis_mode").equals("sentinel") ? "a sentinel" : "a server")
                    + (file.isEmpty() ? "" : " with " + file);
        } catch (IOException | RuntimeException e) {
            return "by something that does not speak the Redis protocol";
        }
    }
}
