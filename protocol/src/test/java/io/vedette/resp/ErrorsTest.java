package io.vedette.resp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ErrorsTest {
    @Test
    void anUnknownCommandIsQuotedWithTheBeginningOfItsArguments() {
        assertEquals(
                "ERR unknown command 'foo', with args beginning with: 'a' 'b c' ",
                Errors.unknownCommand(Argv.of("foo", "a", "b c")).line());
        assertEquals(
                "ERR unknown command '" + "f".repeat(128) + "', with args beginning with: '" + "g".repeat(128) + "' ",
                Errors.unknownCommand(Argv.of("f".repeat(200), "g".repeat(200), "h"))
                        .line());
        assertEquals(
                "ERR unknown command 'f', with args beginning with: '" + "g".repeat(100) + "' '" + "h".repeat(25)
                        + "' ",
                Errors.unknownCommand(Argv.of("f", "g".repeat(100), "h".repeat(200), "i"))
                        .line());
    }

    @Test
    void bytesThatAreNoTextComeBackAsTheyCame() {
        byte[] word = {'a', (byte) 0xff, 'b', 0, 'c'};
        OutputBuffer out = new OutputBuffer();
        new ReplyWriter(out).error(Errors.unknownCommand(new Argv(word)));
        assertEquals(
                "-ERR unknown command 'a\u00ffb', with args beginning with: \r\n",
                new String(out.toByteArray(), StandardCharsets.ISO_8859_1));
    }

    @Test
    void everyErrorBeginsWithItsCode() throws ReflectiveOperationException {
        int looked = 0;
        for (Method method : Errors.class.getDeclaredMethods()) {
            if (Modifier.isPublic(method.getModifiers()) && method.getParameterCount() == 0) {
                RespException error = (RespException) method.invoke(null);
                assertEquals(error.code().toUpperCase(java.util.Locale.ROOT), error.code(), method.getName());
                looked++;
            }
        }
        assertEquals(true, looked > 40);
    }
}
