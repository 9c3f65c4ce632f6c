package io.vedette.server.packed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class OldEncodingsTest {
    private static final String ZIPLIST_ENTRIES = "00" + "026162" // text of 2
            + "04" + "f1" // 0
            + "02" + "fd" // 12
            + "02" + "feff" // -1
            + "03" + "c00010" // 4096
            + "04" + "f0ffffff" // -1 in 24 bits
            + "05" + "d000000001" // 2^24
            + "06" + "e00000000000000080" // the least
            + "0a" + "4041" + "61".repeat(0x41) // text of 65
            + "44" + "8000000001" + "62"; // text of 1 with a long length
    private static final String ZIPMAP = "02" + "0161" + "0102" + "62" + "0000" + "0163" + "0000" + "ff";

    private static byte[] ziplist() {
        byte[] entries = HexFormat.of().parseHex(ZIPLIST_ENTRIES);
        byte[] list = new byte[10 + entries.length + 1];
        LittleEndian.put32(list, 0, list.length);
        LittleEndian.put32(list, 4, list.length - 1 - 7);
        LittleEndian.put16(list, 8, 10);
        System.arraycopy(entries, 0, list, 10, entries.length);
        list[list.length - 1] = (byte) 0xff;
        return list;
    }

    private static List<String> texts(byte[] pack) {
        List<String> all = new ArrayList<>();
        for (int at = Listpack.first(pack); at != Listpack.NONE; at = Listpack.next(pack, at)) {
            all.add(new String(Listpack.text(pack, at), StandardCharsets.ISO_8859_1));
        }
        return all;
    }

    @Test
    void aZiplistBecomesAListpackOfTheSameEntries() {
        assertEquals(
                List.of("ab", "0", "12", "-1", "4096", "-1", "16777216", "-9223372036854775808", "a".repeat(65), "b"),
                texts(Ziplist.toListpack(ziplist()).orElseThrow()));
    }

    @Test
    void aZipmapBecomesAListpackOfFieldsAndValues() {
        assertEquals(
                List.of("a", "b", "c", ""),
                texts(Zipmap.toListpack(HexFormat.of().parseHex(ZIPMAP)).orElseThrow()));
    }

    @Test
    void aZipmapThatMiscountsItsFieldsIsRefused() {
        assertTrue(Zipmap.toListpack(HexFormat.of().parseHex("01" + ZIPMAP.substring(2)))
                .isEmpty());
        assertTrue(Zipmap.toListpack(HexFormat.of().parseHex("ff" + ZIPMAP.substring(2)))
                .isEmpty());
        assertTrue(Zipmap.toListpack(HexFormat.of().parseHex("fe" + ZIPMAP.substring(2)))
                .isPresent());
    }

    @Test
    void damageIsRefusedOrGivesAListpackThatIsValid() {
        damaged(ziplist(), Ziplist::toListpack);
        damaged(HexFormat.of().parseHex(ZIPMAP), Zipmap::toListpack);
    }

    private static void damaged(byte[] sound, Function<byte[], Optional<byte[]>> reader) {
        Random random = new Random(11);
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = sound.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            assertTrue((reader.apply(damaged)).stream().allMatch(Listpack::isValid));
        }
        for (int length = 0; length < sound.length; length++) {
            assertTrue((reader.apply(Arrays.copyOf(sound, length))).stream().allMatch(Listpack::isValid));
        }
    }
}
