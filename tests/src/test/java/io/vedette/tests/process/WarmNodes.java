package io.vedette.tests.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Data servers that serve one case after another, empty each time, each a master with a history of its own: starting some for each
 * case would take longer than the cases. A case that fails closes those that it has. Any thread.
 */
public final class WarmNodes implements AutoCloseable {
    private final Path folder;
    private final List<Node> idle = new ArrayList<>();

    public WarmNodes(Path folder) {
        this.folder = folder;
    }

    /** One that nobody uses, or a new one. */
    public Node take(Kind kind) {
        return idle(kind).orElseGet(() -> Node.server(kind, folder));
    }

    private synchronized Optional<Node> idle(Kind kind) {
        Optional<Node> found = idle.stream().filter(node -> node.kind() == kind).findFirst();
        found.ifPresent(idle::remove);
        return found;
    }

    /** They were used together, and all went well. */
    public void giveBack(List<Node> nodes) {
        nodes.forEach(node -> node.text("REPLICAOF", "NO", "ONE"));
        // Only now, so that each one's history goes on alone: nobody resumes from another's.
        for (Node node : nodes) {
            node.text("FLUSHALL");
            node.text("FUNCTION", "FLUSH");
            node.text("CONFIG", "RESETSTAT");
        }
        synchronized (this) {
            idle.addAll(nodes);
        }
    }

    @Override
    public synchronized void close() {
        idle.forEach(Node::close);
    }
}
