package io.vedette.sentinel.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HelloTest {
    private static final String ID = "a".repeat(40);

    @Test
    void whatIsWrittenIsRead() {
        Hello hello = new Hello(new Address("10.0.0.1", 26379), ID, 7, "my.master-1_A", new Address("db", 6379), 5);
        String text = hello.text("unused");
        assertEquals("10.0.0.1,26379," + ID + ",7,my.master-1_A,db,6379,5", text);
        assertEquals(Optional.of(hello), Hello.parse(text));
    }

    @Test
    void anEmptySenderIsFilledInByTheShell() {
        Hello hello = new Hello(new Address("", 26379), ID, 0, "m", new Address("::1", 6379), 0);
        assertEquals("10.0.0.9,26379," + ID + ",0,m,::1,6379,0", hello.text("10.0.0.9"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                "hello",
                ",,,,,,,",
                "127.0.0.1,1,ID,0,m,127.0.0.1,6379",
                "127.0.0.1,1,ID,0,m,127.0.0.1,6379,0,0",
                ",1,ID,0,m,127.0.0.1,6379,0",
                "127.0.0.1,0,ID,0,m,127.0.0.1,6379,0",
                "127.0.0.1,65536,ID,0,m,127.0.0.1,6379,0",
                "127.0.0.1,x,ID,0,m,127.0.0.1,6379,0",
                "127.0.0.1,1,short,0,m,127.0.0.1,6379,0",
                "127.0.0.1,1,ID,-1,m,127.0.0.1,6379,0",
                "127.0.0.1,1,ID,0,m,,6379,0",
                "127.0.0.1,1,ID,0,m,127.0.0.1,-5,0",
                "127.0.0.1,1,ID,0,m,127.0.0.1,6379,-1",
                "127.0.0.1,1,ID,0,m,127.0.0.1,6379,",
                "127.0.0.1,1,ID,99999999999999999999,m,127.0.0.1,6379,0",
                // A number at the end of its range would leave no epoch for the next election.
                "127.0.0.1,1,ID,9223372036854775807,m,127.0.0.1,6379,0",
                "127.0.0.1,1,ID,0,m,127.0.0.1,6379,9223372036854775807",
                // These would break the lines of the file in which they are kept.
                "127.0.0.1\nsentinel myid x,1,ID,0,m,127.0.0.1,6379,0",
                "127.0.0.1,1,ID,0,m,127.0.0.1 6379 1,6379,0",
                "127.0.0.1,1,ID,0,m,127.0.0.1\r,6379,0",
                "127.0.0.1,1,WIDE,0,m,127.0.0.1,6379,0",
            })
    void nonsenseIsNoHello(String text) {
        assertEquals(Optional.empty(), Hello.parse(text.replace("ID", ID).replace("WIDE", "a b ".repeat(10))));
    }
}
