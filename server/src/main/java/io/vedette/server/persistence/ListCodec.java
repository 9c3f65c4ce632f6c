package io.vedette.server.persistence;

import io.vedette.rdb.PayloadReader;
import io.vedette.rdb.PayloadWriter;
import io.vedette.rdb.RdbType;
import io.vedette.server.list.ListNode;
import io.vedette.server.packed.Listpack;
import io.vedette.server.packed.Ziplist;
import io.vedette.server.values.ListValue;
import io.vedette.server.values.Values;
import java.io.IOException;

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
        ListNode node = ziplist(payload);
        list.push(ListValue.End.LAST, node.count(), node::get);
    }

    /** Each ziplist becomes a listpack of the same elements, whatever the limits are today. */
    private static void readZiplists(ListValue list, PayloadReader payload) throws IOException {
        for (long left = payload.count(); left > 0; left--) {
            ListNode node = ziplist(payload);
            if (node.count() > 0) {
                list.addNode(node);
            }
        }
    }

    private static ListNode ziplist(PayloadReader payload) throws IOException {
        byte[] pack = Ziplist.toListpack(payload.string())
                .orElseThrow(() -> payload.broken("Ziplist integrity check failed"));
        return ListNode.copyOf(pack, Listpack.count(pack));
    }

    private static void readNodes(ListValue list, PayloadReader payload) throws IOException {
        for (long left = payload.count(); left > 0; left--) {
            long container = payload.length();
            byte[] bytes = payload.string();
            if (container == PLAIN) {
                list.addNode(ListNode.plain(bytes));
            } else if (container == PACKED) {
                if (!Listpack.isValid(bytes)) {
                    throw payload.broken("Listpack integrity check failed");
                }
                if (Listpack.count(bytes) > 0) {
                    list.addNode(ListNode.copyOf(bytes, Listpack.count(bytes)));
                }
            } else {
                throw payload.broken("Quicklist container " + Long.toUnsignedString(container) + " is unknown");
            }
        }
    }
}
