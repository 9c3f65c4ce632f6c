package io.vedette.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The end of the road for a logging event: one line, one write. Lines of several threads do not mix. */
final class LineAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
    private final LineWriter writer;
    private final LineFormat format;

    LineAppender(LineWriter writer, RedisLog.Role role) {
        this.writer = writer;
        this.format = new LineFormat(ProcessHandle.current().pid(), role);
        setName("redis");
    }

    @Override
    protected synchronized void append(ILoggingEvent event) {
        String message = event.getFormattedMessage();
        if (event.getThrowableProxy() != null) {
            message += "\n"
                    + ThrowableProxyUtil.asString(event.getThrowableProxy()).stripTrailing();
        }
        String line = format.line(event.getTimeStamp(), event.getLevel(), message);
        try {
            writer.write(line.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            addError("a log line was lost", e); // a full disk must not stop the service
        }
    }
}
