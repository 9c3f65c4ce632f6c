package io.vedette.sentinel.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * What INFO tells about the process itself. Fixed at start but for processor time, which is read from the kernel's own table
 * (no disk behind it) when asked.
 */
final class ProcessFacts {
    /** Kernel ticks a second of {@code /proc/self/stat}: 100 on every Linux that a JDK runs on. */
    private static final double TICKS_PER_SECOND = 100;

    /** Fields of {@code /proc/self/stat} behind the command's closing parenthesis, counted from 0. */
    private static final int USER_TICKS = 11;

    private static final int SYSTEM_TICKS = 12;
    private static final int RUN_ID_BYTES = 20;

    final String runId = randomId();
    final long pid = ProcessHandle.current().pid();
    final String system = System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
            + (System.getProperty("os.arch").equals("amd64") ? "x86_64" : System.getProperty("os.arch"));
    final String executable =
            ProcessHandle.current().info().command().orElse("").replace('\n', ' ');
    final String version = Optional.ofNullable(ProcessFacts.class.getPackage().getImplementationVersion())
            .orElse("development");
    final String multiplexing;
    private final long startedNanos = System.nanoTime();

    /** @param multiplexing how sockets are waited for, {@code epoll} or {@code select} */
    ProcessFacts(String multiplexing) {
        this.multiplexing = multiplexing;
    }

    /** 40 hexadecimal digits that nobody else has: the form of run ids and of a sentinel's own id. */
    static String randomId() {
        byte[] bytes = new byte[RUN_ID_BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    long uptimeSeconds() {
        return (System.nanoTime() - startedNanos) / 1_000_000_000;
    }

    /** The CPU section of INFO. Threads are not told apart: the main thread's figures are the process's. */
    String processorTime() {
        double[] seconds = processorSeconds();
        return String.format(
                Locale.ROOT,
                "used_cpu_sys:%.6f\r\nused_cpu_user:%.6f\r\nused_cpu_sys_children:0.000000\r\n"
                        + "used_cpu_user_children:0.000000\r\n",
                seconds[0],
                seconds[1]);
    }

    private static double[] processorSeconds() {
        try {
            String stat = Files.readString(Path.of("/proc/self/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return new double[] {
                Long.parseLong(fields[SYSTEM_TICKS]) / TICKS_PER_SECOND,
                Long.parseLong(fields[USER_TICKS]) / TICKS_PER_SECOND
            };
        } catch (IOException e) {
            Duration total = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
            return new double[] {0, total.toNanos() / 1e9}; // not Linux: the system's share is not known apart
        }
    }
}
