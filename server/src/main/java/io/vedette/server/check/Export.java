package io.vedette.server.check;

import io.vedette.rdb.RdbKey;
import io.vedette.resp.Argv;
import io.vedette.resp.OutputBuffer;
import io.vedette.server.appendonly.ValueCommands;
import io.vedette.server.values.Collection;
import io.vedette.server.values.Value;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Gives away what files hold, in order, while they are read: as commands that a server takes, or as lines of JSON, one for each key
 * of a snapshot and one for each command. No more than one value is kept. One thread.
 */
public final class Export {
    /** How it is written. */
    public enum Form {
        RESP,
        JSON
    }

    private final Form form;
    private final OutputStream out;
    private final OutputBuffer buffer = new OutputBuffer();
    /** Of what comes next. */
    private long database;
    /** What a server that took all of it has selected. */
    private long selected;

    public Export(Form form, OutputStream out) {
        this.form = form;
        this.out = out;
    }

    /** What comes now is another file, or another part of one. */
    public void begins() {
        database = 0;
    }

    void database(long number) {
        database = number;
    }

    void library(byte[] source) {
        if (form == Form.RESP) {
            words(word("FUNCTION"), word("LOAD"), source);
        } else {
            StringBuilder line = new StringBuilder("{\"function\":");
            JsonText.quote(source, line);
            line(line.append('}'));
        }
    }

    /** Empty collections, which older servers left behind at times, are no keys. */
    void key(RdbKey key, Value value) {
        if (value instanceof Collection collection && collection.isSpent()) {
            return;
        }
        if (form == Form.JSON) {
            StringBuilder line = new StringBuilder("{\"db\":").append(database).append(",\"key\":");
            JsonText.quote(key.bytes(), line);
            if (key.expires()) {
                line.append(",\"expireAtMillis\":").append(key.expireAtMillis());
            }
            ValueJson.append(value, line);
            line(line.append('}'));
            return;
        }
        select();
        try {
            ValueCommands.write(key.bytes(), value, key.expireAtMillis(), this::words);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void command(Argv command) {
        boolean selects = command.is(0, "select") && command.size() == 2;
        if (selects && command.text(1).matches("\\d{1,9}")) {
            database = Long.parseLong(command.text(1));
        }
        if (form == Form.RESP) {
            if (!selects) {
                select();
            }
            selected = database;
            byte[][] words = new byte[command.size()][];
            for (int i = 0; i < words.length; i++) {
                words[i] = command.bytes(i);
            }
            words(words);
            return;
        }
        StringBuilder line = new StringBuilder("{\"db\":").append(database).append(",\"command\":[");
        for (int i = 0; i < command.size(); i++) {
            line.append(i == 0 ? "" : ",");
            JsonText.quote(command.bytes(i), line);
        }
        line(line.append("]}"));
    }

    /** Everything is with whoever reads it. */
    public void end() throws IOException {
        flush();
        out.flush();
    }

    private void select() {
        if (selected != database) {
            selected = database;
            words(word("SELECT"), word(Long.toString(database)));
        }
    }

    private void words(byte[]... words) {
        buffer.writeByte('*');
        buffer.writeLong(words.length);
        buffer.writeCrLf();
        for (byte[] word : words) {
            buffer.writeByte('$');
            buffer.writeLong(word.length);
            buffer.writeCrLf();
            buffer.write(word);
            buffer.writeCrLf();
        }
        flush();
    }

    private void line(StringBuilder line) {
        buffer.write(line.append('\n').toString().getBytes(StandardCharsets.US_ASCII));
        flush();
    }

    private void flush() {
        try {
            out.write(buffer.array(), 0, buffer.size());
            buffer.reset();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] word(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
