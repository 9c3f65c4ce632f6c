package io.vedette.server.persistence;

import io.vedette.rdb.PayloadReader;
import io.vedette.rdb.PayloadWriter;
import io.vedette.rdb.RdbType;
import io.vedette.server.list.ListNode;
import io.vedette.server.values.ListValue;
import io.vedette.server.values.Values;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Lists in files: written node by node as Redis 7.0 does, read in all forms that there ever were. */
final class ListCodec {
    /** A node that is one element as it is. */
    private static final long PLAIN = 1;
    /** A node that is a listpack. */
    private static final long PACKED = 2;

    private ListCodec() {}

    static RdbType typeOf(ListValue value) {
        return RdbType.LIST_QUICKLIST_2;
    }

    static void write(ListValue value, PayloadWriter payload) {
        payload.length(value.nodes());
        value.forEachNode(node -> {
            payload.length(node.isPlain() ? PLAIN : PACKED);
            payload.string(node.toBytes());
        });
    }

    static ListValue read(RdbType type, PayloadReader payload, Values values) throws IOException {
        ListValue list = new ListValue(values);
        boolean done = false;
        try {
            switch (type) {
                case LIST -> readElements(list, payload);
                case LIST_ZIPLIST -> readOneZiplist(list, payload);
                case LIST_QUICKLIST -> readZiplists(list, payload);
                case LIST_QUICKLIST_2 -> readNodes(list, payload);
                default -> throw payload.broken("Values of type " + type.number() + " are no lists");
            }
            done = true;
        } finally {
            if (!done) {
                list.release();
            }
        }
        return list;
    }

    private static void readElements(ListValue list, PayloadReader payload) throws IOException {
        for (long left = payload.count(); left > 0; left--) {
            list.push(ListValue.End.LAST, payload.string());
        }
    }

    private static void readOneZiplist(ListValue list, PayloadReader payload) throws IOException {
        List<byte[]> elements = ziplist(payload);
        list.push(ListValue.End.LAST, elements.size(), elements::get);
    }

    /** Each ziplist becomes a listpack of the same elements, whatever the limits are today. */
    private static void readZiplists(ListValue list, PayloadReader payload) throws IOException {
        for (long left = payload.count(); left > 0; left--) {
            ListNode node = ListNode.empty();
            for (byte[] element : ziplist(payload)) {
                node.insert(node.count(), element);
            }
            if (node.count() > 0) {
                list.addNode(node);
            }
        }
    }

    private static List<byte[]> ziplist(PayloadReader payload) throws IOException {
        List<byte[]> elements = new ArrayList<>();
        if (!Ziplist.read(payload.string(), elements::add)) {
            throw payload.broken("Ziplist integrity check failed");
        }
        return elements;
    }

    private static void readNodes(ListValue list, PayloadReader payload) throws IOException {
        for (long left = payload.count(); left > 0; left--) {
            long container = payload.length();
            byte[] bytes = payload.string();
            if (container == PLAIN) {
                list.addNode(ListNode.plain(bytes));
            } else if (container == PACKED) {
                int count = ListNode.checkedCount(bytes);
                if (count < 0) {
                    throw payload.broken("Listpack integrity check failed");
                }
                if (count > 0) {
                    list.addNode(ListNode.copyOf(bytes, count));
                }
            } else {
                throw payload.broken("Quicklist container " + Long.toUnsignedString(container) + " is unknown");
            }
        }
    }
}
