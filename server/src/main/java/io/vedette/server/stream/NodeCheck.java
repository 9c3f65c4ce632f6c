package io.vedette.server.stream;

import io.vedette.server.packed.ListpackEntry;

/** Whether bytes from outside are a node: everything that {@link NodeCursor} trusts. Pure. */
public final class NodeCheck {
    private final byte[] node;
    private int at = Elements.HEADER_BYTES;
    private long elements;

    private NodeCheck(byte[] node) {
        this.node = node;
    }

    /** True if the bytes are a listpack of the form that {@link Node} describes. */
    public static boolean isSound(byte[] node) {
        return node.length > Elements.HEADER_BYTES
                && Elements.totalBytes(node) == node.length
                && new NodeCheck(node).check();
    }

    private boolean check() {
        if (!isNumber(0, Integer.MAX_VALUE)) {
            return false;
        }
        long live = take();
        if (!isNumber(0, Integer.MAX_VALUE)) {
            return false;
        }
        long deleted = take();
        if (!isNumber(0, Integer.MAX_VALUE)) {
            return false;
        }
        long fields = take();
        if (!skip(fields) || !isNumber(0, 0)) {
            return false;
        }
        take();
        long livingSeen = 0;
        long deletedSeen = 0;
        while (at < node.length && node[at] != Elements.END) {
            if (!isNumber(0, Node.DELETED | Node.SAME_FIELDS)) {
                return false;
            }
            boolean dead = (Elements.number(node, at) & Node.DELETED) != 0;
            livingSeen += dead ? 0 : 1;
            deletedSeen += dead ? 1 : 0;
            if (!entry((take() & Node.SAME_FIELDS) != 0, fields)) {
                return false;
            }
        }
        boolean counted = Elements.count(node) == Elements.COUNT_UNKNOWN || Elements.count(node) == elements;
        return at == node.length - 1 && counted && livingSeen == live && deletedSeen == deleted;
    }

    /** The rest of an entry, behind its flags. */
    private boolean entry(boolean same, long masterFields) {
        for (int i = 0; i < 2; i++) {
            if (!isNumber(Long.MIN_VALUE, Long.MAX_VALUE)) {
                return false;
            }
            take();
        }
        long words = masterFields;
        long beside = 3;
        if (!same) {
            if (!isNumber(0, Integer.MAX_VALUE)) {
                return false;
            }
            words = 2 * take();
            beside = 4;
        }
        if (!skip(words) || !isNumber(words + beside, words + beside)) {
            return false;
        }
        take();
        return true;
    }

    private boolean skip(long words) {
        for (long i = 0; i < words; i++) {
            if (!isElement()) {
                return false;
            }
            take();
        }
        return true;
    }

    /** The number at the position, and the position moves behind it; the element was checked. */
    private long take() {
        long number = Elements.isText(node, at) ? 0 : Elements.number(node, at);
        at = Elements.next(node, at);
        elements++;
        return number;
    }

    private boolean isNumber(long least, long most) {
        if (!isElement() || Elements.isText(node, at)) {
            return false;
        }
        long number = Elements.number(node, at);
        return number >= least && number <= most;
    }

    /** True if a whole element lies at the position, with the right length behind it. */
    private boolean isElement() {
        if (node.length - at <= ListpackEntry.headBytes(node, at)) {
            return false;
        }
        long content = ListpackEntry.contentBytes(node, at);
        if (content == 0 || content >= node.length - at) {
            return false;
        }
        int behind = at + (int) content + ListpackEntry.backBytes(content);
        return behind < node.length && ListpackEntry.back(node, behind) == content;
    }
}
