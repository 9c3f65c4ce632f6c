package io.vedette.wire;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What INFO tells about the process itself. Fixed at start but for processor time, which is read from the kernel's own table
 * (no disk behind it) when asked.
 */
public final class ProcessFacts {
    /** Reads what is fixed. */
    public ProcessFacts() {}

    /** Kernel ticks a second of {@code /proc/self/stat}: 100 on every Linux that a JDK runs on. */
    private static final long TICKS_PER_SECOND = 100;

    /** Fields of {@code /proc/self/stat} behind the command's closing parenthesis, counted from 0. */
    private static final int USER_TICKS = 11;

    private static final int SYSTEM_TICKS = 12;
    private static final int RUN_ID_BYTES = 20;
    /** Size of a page in {@code /proc/self/statm}: 4 KB on the machines that Linux servers run on. */
    private static final long PAGE_BYTES = 4_096;

    private static final Pattern OPEN_FILES = Pattern.compile("Max open files\\s+(\\d{1,18})\\b");
    private static final Path CONTROL_GROUPS = Path.of("/sys/fs/cgroup");

    public final String runId = randomId();
    public final long pid = ProcessHandle.current().pid();
    public final String system = System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
            + (System.getProperty("os.arch").equals("amd64") ? "x86_64" : System.getProperty("os.arch"));
    public final String executable =
            ProcessHandle.current().info().command().orElse("").replace('\n', ' ');
    private final long startedNanos = System.nanoTime();
    private final long systemMemoryBytes = readSystemMemoryBytes();

    /** 40 hexadecimal digits that nobody else has: the form of run ids and of a sentinel's own id. */
    public static String randomId() {
        byte[] bytes = new byte[RUN_ID_BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    public long uptimeSeconds() {
        return (System.nanoTime() - startedNanos) / 1_000_000_000;
    }

    /** The CPU section of INFO; the figures of the main thread are those of the calling one, which is the loop. */
    public String processorTime() {
        Ticks process = Ticks.of("/proc/self/stat");
        Ticks loop = Ticks.of("/proc/thread-self/stat");
        return "used_cpu_sys:" + process.system() + "\r\nused_cpu_user:" + process.user()
                + "\r\nused_cpu_sys_children:0.000000\r\nused_cpu_user_children:0.000000\r\nused_cpu_sys_main_thread:"
                + loop.system() + "\r\nused_cpu_user_main_thread:" + loop.user() + "\r\n";
    }

    /** Time of the processor, in seconds with six digits behind the point. */
    private record Ticks(String system, String user) {
        static Ticks of(String file) {
            try {
                String stat = Files.readString(Path.of(file));
                String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
                return new Ticks(
                        seconds(Long.parseLong(fields[SYSTEM_TICKS])), seconds(Long.parseLong(fields[USER_TICKS])));
            } catch (IOException e) {
                Duration total =
                        ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
                // Not Linux: the system's share is not known apart.
                return new Ticks(seconds(0), seconds(total.toMillis() * TICKS_PER_SECOND / 1_000));
            }
        }

        private static String seconds(long ticks) {
            String part =
                    Long.toString(TICKS_PER_SECOND + ticks % TICKS_PER_SECOND).substring(1);
            return ticks / TICKS_PER_SECOND + "." + part + "0000";
        }
    }

    /** Bytes resident in memory, by {@code /proc/self/statm}; what the heap has reserved where that is not there. */
    public long residentBytes() {
        try {
            return Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ")[1]) * PAGE_BYTES;
        } catch (IOException e) {
            return Runtime.getRuntime().totalMemory();
        }
    }

    /** How many files and sockets this process may have open at once, by {@code /proc/self/limits}; no bound where that is not there. */
    public long mostOpenFiles() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
                Matcher limit = OPEN_FILES.matcher(line);
                if (limit.lookingAt()) { // otherwise it is "unlimited"
                    return Long.parseLong(limit.group(1));
                }
            }
        } catch (IOException notLinux) {
            return Long.MAX_VALUE;
        }
        return Long.MAX_VALUE;
    }

    /** Bytes of memory that this process may have at most: the container's limit where there is one, or the machine's. */
    public long memoryLimitBytes() {
        long limit = systemMemoryBytes();
        for (Path folder = controlGroup(); folder.startsWith(CONTROL_GROUPS); folder = folder.getParent()) {
            for (String file : List.of("memory.max", "memory.limit_in_bytes")) {
                try {
                    String text = Files.readString(folder.resolve(file)).strip();
                    if (text.matches("\\d{1,18}")) { // others mean "none"
                        limit = Math.min(limit, Long.parseLong(text));
                    }
                } catch (IOException notThere) {
                    continue; // the other version of control groups, or no limit at this level
                }
            }
        }
        return limit;
    }

    /** Where the kernel keeps the limits of this process, by {@code /proc/self/cgroup}. */
    private static Path controlGroup() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/cgroup"))) {
                String[] parts = line.split(":", 3); // number, controllers, path
                Path root = parts[1].isEmpty() ? CONTROL_GROUPS : CONTROL_GROUPS.resolve("memory");
                if (parts[1].isEmpty() || List.of(parts[1].split(",")).contains("memory")) {
                    Path own = Path.of(root + parts[2]).normalize();
                    // Inside of a container the path may be that of the host.
                    return Files.isDirectory(own) ? own : root;
                }
            }
        } catch (IOException notLinux) {
            return CONTROL_GROUPS;
        }
        return CONTROL_GROUPS;
    }

    /** Bytes of memory of the machine, by {@code /proc/meminfo}; the heap's ceiling where that is not there. */
    public long systemMemoryBytes() {
        return systemMemoryBytes;
    }

    private static long readSystemMemoryBytes() {
        try {
            return Files.readAllLines(Path.of("/proc/meminfo")).stream()
                    .filter(line -> line.startsWith("MemTotal:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElseThrow(() -> new IOException("no MemTotal"));
        } catch (IOException e) {
            return Runtime.getRuntime().maxMemory();
        }
    }
}
