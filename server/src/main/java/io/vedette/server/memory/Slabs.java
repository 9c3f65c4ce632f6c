package io.vedette.server.memory;

import io.vedette.resp.HeapRoom;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The memory that holds the data: blobs of bytes outside the heap, named by 32-bit handles. A blob lies in a slot of the
 * smallest size class that takes it; slots of one class share pages, and a page that falls empty is given back to the
 * system. Larger blobs have pages of their own.
 *
 * <p>A handle is the number of a page and of a slot in it: 2^17 pages of at most 2^15 slots. A page of the smallest slots, 16 bytes, is half a
 * megabyte, so records of usual size reach some 200 GB; blobs above 256 KB take a page each, so there can be 131,000 of
 * those. No handle is 0: that number means "nothing".
 *
 * <p><b>Snapshots.</b> While one is open, a blob that is older than the newest one is not given back at once but when none is
 * open any more, a few with each later allocation, so the thread of the snapshot may read it. Such a blob must not be
 * changed either: see {@link #isFrozen}.
 *
 * <p><b>No memory.</b> When the system gives none, pages are made of a {@link Reserve}, so that the command of the moment finds
 * some, and {@link #isShort} asks for no more such commands. Only a blob beyond the reserve fails, with an
 * {@link OutOfMemoryError} and nothing changed here.
 *
 * <p>Owner loop only, except that the thread of an open snapshot may read blobs which the snapshot holds.
 */
public final class Slabs {
    /** No blob. */
    public static final int NONE = 0;

    /** Longest blob that shares a page with others. */
    static final int LONGEST_SLOT_BYTES = 256 * 1024;

    /** Large pages, few of them: looking a page up must not miss the processor's caches. */
    private static final int SLOT_BITS = 15;

    private static final int SLOT_MASK = (1 << SLOT_BITS) - 1;
    private static final int MOST_PAGES = 1 << (32 - SLOT_BITS);
    /** Pages do not grow beyond this: what the system is asked for, and may be given back, in one piece. */
    private static final int LARGEST_PAGE_BYTES = 4 * 1024 * 1024;
    /** The first page of a class is small, so that a server with little data stays small; each further one is larger. */
    private static final int SMALLEST_PAGE_BYTES = 4 * 1024;

    private static final int PAGE_GROWTH = 4;
    private static final int SMALLEST_SLOT_BYTES = 16;
    /** Up to here, where most records are, slots come in the finest steps ... */
    private static final int LONGEST_FINEST_BYTES = 512;
    /** ... and up to here, where small collections are, in finer ones. */
    private static final int LONGEST_FINE_BYTES = 4096;
    /** With more than this, pages that go all at once go on a thread of their own: the system takes a quarter of a millisecond for each. */
    private static final long CLOSED_AT_ONCE_BYTES = 8L * 1024 * 1024;
    /** Blobs given back with each allocation after a snapshot ended: more than one, so that the rest shrinks. */
    private static final int DEFERRED_STEP = 4;

    /** With fewer bytes of data than this no memory is put aside: it would cost too large a part. Ours. */
    private static final long RESERVED_FROM_BYTES = 16L * Reserve.BYTES;

    private static final int[] SLOT_BYTES = slotSizes();
    /** The class for a length, in steps of eight bytes; a byte without sign. */
    private static final byte[] CLASS_OF_EIGHTS = classes();

    /** Pages of one size with a free slot, the last one in use. */
    private static final class SizeClass {
        final ArrayList<Page> withRoom = new ArrayList<>();
        int pages;
    }

    /** How many sizes of slots there are. */
    static final int SIZE_CLASSES = SLOT_BYTES.length;

    private final SizeClass[] classes = new SizeClass[SLOT_BYTES.length];
    /**
     * Replaced when it grows, after a fence, so that another thread sees whole rows only: those of a snapshot look only for pages that
     * were there when it was handed to them. Not volatile, for then the compiler would look a record's page up anew for each of the
     * many small things that a command asks of it.
     */
    private Page[] pages = new Page[16];

    private int pageNumbers = 1; // page 0 stays empty: handle 0 is no blob
    private final ArrayDeque<Integer> freeNumbers = new ArrayDeque<>();
    private final List<int[]> deferred = new ArrayList<>();
    /** Pages that are to fall empty, of all classes; not among those with room. */
    private final List<Page> leaving = new ArrayList<>();

    private final long mostBytes;
    private Optional<Reserve> reserve = Optional.empty();
    /** {@link #usedBytes} when the reserve was first used. */
    private long usedWhenBroken;

    private int deferredInLast;
    private long deferredBytes;
    private int openSnapshots;
    private long newestSnapshot;
    private boolean abandoned;
    private long pageBytes;
    private long usedBytes;
    private long blobs;

    public Slabs() {
        this(Long.MAX_VALUE);
    }

    /** @param mostBytes beyond this there is no memory, as if the system had none */
    public Slabs(long mostBytes) {
        this.mostBytes = mostBytes;
        Arrays.setAll(classes, i -> new SizeClass());
    }

    private static int[] slotSizes() {
        List<Integer> sizes = new ArrayList<>();
        int step = 8;
        for (int size = SMALLEST_SLOT_BYTES; size <= LONGEST_SLOT_BYTES; size += step) {
            sizes.add(size);
            // A part more each time, an eighth for the largest: at most a ninth of a slot is wasted.
            int part = size < LONGEST_FINEST_BYTES ? 32 : size < LONGEST_FINE_BYTES ? 16 : 8;
            step = Math.max(8, Integer.highestOneBit(size) / part);
        }
        return sizes.stream().mapToInt(Integer::intValue).toArray();
    }

    private static byte[] classes() {
        byte[] byEights = new byte[LONGEST_SLOT_BYTES / 8 + 1];
        int sizeClass = 0;
        for (int eights = 0; eights < byEights.length; eights++) {
            while (SLOT_BYTES[sizeClass] < eights * 8) {
                sizeClass++;
            }
            byEights[eights] = (byte) sizeClass;
        }
        return byEights;
    }

    private static int sizeClass(int length) {
        return CLASS_OF_EIGHTS[(length + 7) >> 3] & 0xff;
    }

    // ---- taking and giving back

    /** Takes room for a blob of that many bytes, at least 1; its content is not defined. */
    public int allocate(int length) {
        if (openSnapshots == 0 && !deferred.isEmpty()) {
            giveBackDeferred(DEFERRED_STEP);
        }
        Page page = length <= LONGEST_SLOT_BYTES
                ? roomyPage(sizeClass(length))
                : newPage(SLOT_BYTES.length, (length + 7) & ~7, 1);
        int slot = page.take();
        if (page.sizeClass < classes.length && page.isFull()) {
            classes[page.sizeClass].withRoom.removeLast();
        }
        if (openSnapshots > 0) {
            page.bornUnder(newestSnapshot, slot);
        }
        usedBytes += page.slotBytes;
        blobs++;
        return page.number << SLOT_BITS | slot;
    }

    /** Gives a blob back; the handle must not be used again. */
    public void free(int handle) {
        if (isFrozen(handle)) {
            defer(handle);
        } else {
            giveBack(handle);
        }
    }

    /** True if an open snapshot may hold the blob: then it must not be changed. */
    public boolean isFrozen(int handle) {
        return openSnapshots > 0 && !page(handle).isBornUnder(newestSnapshot, handle & SLOT_MASK);
    }

    private void giveBack(int handle) {
        Page page = page(handle);
        boolean wasFull = page.isFull();
        page.giveBack(handle & SLOT_MASK);
        usedBytes -= page.slotBytes;
        blobs--;
        if (page.sizeClass == classes.length) {
            close(page);
            return;
        }
        SizeClass sizeClass = classes[page.sizeClass];
        if (page.isLeaving()) {
            if (page.isEmpty() && openSnapshots == 0) {
                leaving.remove(page);
                sizeClass.pages--;
                close(page);
            }
            return;
        }
        if (wasFull) {
            // Not the last place: the page in use stays in use.
            sizeClass.withRoom.addFirst(page);
        }
        if (page.isEmpty() && openSnapshots == 0 && sizeClass.withRoom.getLast() != page) {
            sizeClass.withRoom.remove(page);
            sizeClass.pages--;
            close(page);
        }
    }

    private Page roomyPage(int index) {
        SizeClass sizeClass = classes[index];
        if (sizeClass.withRoom.isEmpty()) {
            int slotBytes = SLOT_BYTES[index];
            long bytes = SMALLEST_PAGE_BYTES;
            for (int i = 0; i < sizeClass.pages && bytes < LARGEST_PAGE_BYTES; i++) {
                bytes *= PAGE_GROWTH;
            }
            int slots = Math.clamp(Math.min(bytes, LARGEST_PAGE_BYTES) / slotBytes, 1, 1 << SLOT_BITS);
            sizeClass.withRoom.add(newPage(index, slotBytes, slots));
            sizeClass.pages++;
        }
        return sizeClass.withRoom.getLast();
    }

    private Page newPage(int sizeClass, int slotBytes, int slots) {
        int number = freeNumbers.isEmpty() ? pageNumbers : freeNumbers.peek();
        if (number == MOST_PAGES) {
            throw new OutOfMemoryError("all " + MOST_PAGES + " pages of the data memory are taken");
        }
        Page page = page(number, sizeClass, slotBytes, slots);
        Page[] row = pages;
        if (number >= row.length) {
            row = Arrays.copyOf(row, row.length * 2);
        }
        row[number] = page;
        VarHandle.storeStoreFence();
        pages = row;
        if (number == pageNumbers) {
            pageNumbers++;
        } else {
            freeNumbers.pop();
        }
        pageBytes += page.bytes();
        return page;
    }

    private Page page(int number, int sizeClass, int slotBytes, int slots) {
        try {
            if (pageBytes + (long) slotBytes * slots > mostBytes) {
                throw new OutOfMemoryError("no more than " + mostBytes + " bytes may be taken");
            }
            return Page.of(number, sizeClass, slotBytes, slots);
        } catch (OutOfMemoryError e) {
            if (!isBroken()) {
                usedWhenBroken = usedBytes;
            }
            return reserve.flatMap(put -> Page.ofReserve(number, sizeClass, slotBytes, put))
                    .orElseThrow(() -> e);
        }
    }

    private boolean isBroken() {
        return reserve.isPresent() && !reserve.get().isWhole();
    }

    /** True if the system gave no more memory lately, and not much has been freed since: nothing should be added. */
    public boolean isShort() {
        return isBroken() && usedBytes > usedWhenBroken - Reserve.BYTES;
    }

    /** Puts memory aside where there is enough data to need it, and again after it was used; to be called now and then. */
    public void keepReserve() {
        boolean wanted = reserve.isEmpty() ? pageBytes >= RESERVED_FROM_BYTES : isBroken();
        if (!wanted || pageBytes + Reserve.BYTES > mostBytes) {
            return;
        }
        try {
            Reserve fresh = new Reserve();
            reserve.ifPresent(Reserve::retire);
            reserve = Optional.of(fresh);
        } catch (OutOfMemoryError e) {
            // There is none: the next call may find some.
        }
    }

    /** Gives pages without blobs back, also those that wait to be used again. */
    public void closeEmptyPages() {
        if (openSnapshots > 0) {
            return; // a snapshot's thread may still look
        }
        for (SizeClass sizeClass : classes) {
            sizeClass.withRoom.removeIf(page -> {
                if (page.isEmpty()) {
                    sizeClass.pages--;
                    close(page);
                }
                return page.isEmpty();
            });
        }
    }

    private void close(Page page) {
        pages[page.number] = null;
        freeNumbers.push(page.number);
        pageBytes -= page.bytes();
        page.close();
    }

    // ---- defragmentation

    /**
     * Chooses pages whose blobs would fit into the free slots of others of their size, the emptiest first: from now on nothing is
     * put there, and {@link #relocated} moves what is asked about. Undone by {@link #endLeaving}.
     *
     * @return how many pages
     */
    public int beginLeaving() {
        for (SizeClass sizeClass : classes) {
            List<Page> emptiest = new ArrayList<>(sizeClass.withRoom);
            emptiest.sort(Comparator.comparingInt(Page::used));
            long room = 0;
            for (Page page : emptiest) {
                room += page.slots - page.used();
            }
            for (Page page : emptiest) {
                // Its own free slots do not count.
                room -= page.slots;
                if (room < 0) {
                    break;
                }
                page.leaving(true);
                sizeClass.withRoom.remove(page);
                leaving.add(page);
            }
        }
        return leaving.size();
    }

    /** What could not be moved stays where it is, and the room beside it is used again. */
    public void endLeaving() {
        for (Page page : leaving) {
            page.leaving(false);
            classes[page.sizeClass].withRoom.addFirst(page);
        }
        leaving.clear();
    }

    /**
     * Moves the blob if it lies in a page that is to go: its one owner must put the new handle in the place of the old one.
     *
     * @return the handle from now on, the same if it was not moved
     */
    public int relocated(int handle) {
        Page page = page(handle);
        if (!page.isLeaving() || isFrozen(handle)) {
            return handle;
        }
        int moved = allocate(page.slotBytes);
        MemorySegment.copy(page.memory(), offset(handle), memory(moved), offset(moved), page.slotBytes);
        free(handle);
        return moved;
    }

    // ---- snapshots

    /** From now on blobs that exist stay as they are until {@link #closeSnapshot}. */
    public void openSnapshot() {
        openSnapshots++;
        newestSnapshot++;
    }

    public void closeSnapshot() {
        openSnapshots--;
        if (abandoned && openSnapshots == 0) {
            closeAll();
        }
    }

    public boolean hasOpenSnapshot() {
        return openSnapshots > 0;
    }

    /**
     * Gives all memory back, now or when the last open snapshot is closed; where it is much, a moment later. No blob may be used any more,
     * but by snapshots.
     */
    public void abandon() {
        abandoned = true;
        if (openSnapshots == 0) {
            closeAll();
        }
    }

    private void closeAll() {
        Page[] closed = pages;
        pages = new Page[0];
        if (pageBytes > CLOSED_AT_ONCE_BYTES && !isBroken()) { // the reserve's pages are for the owner's loop to close
            Thread.ofPlatform().daemon().name("freeing").start(() -> close(closed, StepAside::now));
        } else {
            close(closed, () -> {});
        }
        reserve.ifPresent(Reserve::retire);
        reserve = Optional.empty();
    }

    private static void close(Page[] closed, Runnable between) {
        for (Page page : closed) {
            if (page != null) {
                page.close();
                between.run();
            }
        }
    }

    private void defer(int handle) {
        if (deferred.isEmpty() || deferredInLast == deferred.getLast().length) {
            deferred.add(new int[1024]);
            deferredInLast = 0;
        }
        deferred.getLast()[deferredInLast++] = handle;
        deferredBytes += page(handle).slotBytes;
    }

    /** Gives back up to {@code most} blobs that were held for snapshots, if none is open; true if there are more to give back now. */
    public boolean giveBackDeferred(int most) {
        for (int done = 0; done < most && openSnapshots == 0 && !deferred.isEmpty(); done++) {
            int handle = deferred.getLast()[--deferredInLast];
            deferredBytes -= page(handle).slotBytes;
            giveBack(handle);
            if (deferredInLast == 0) {
                deferred.removeLast();
                deferredInLast = deferred.isEmpty() ? 0 : deferred.getLast().length;
            }
        }
        return openSnapshots == 0 && !deferred.isEmpty();
    }

    // ---- content

    /** The memory in which the blob lies, with others; the blob begins at {@link #offset}. */
    MemorySegment memory(int handle) {
        return page(handle).memory();
    }

    long offset(int handle) {
        return page(handle).offset(handle & SLOT_MASK);
    }

    /** How many bytes the blob may grow to without moving. */
    public int capacity(int handle) {
        return page(handle).slotBytes;
    }

    Page page(int handle) {
        Page page = pages[handle >>> SLOT_BITS];
        if (page == null) {
            throw new IllegalStateException("no such blob: " + handle);
        }
        assert page.isLive(handle & SLOT_MASK) : "used after it was freed: " + handle;
        return page;
    }

    /** Keeps a copy of the bytes, with their number, and returns the handle. */
    public int store(byte[] bytes) {
        return store(bytes, 0, bytes.length);
    }

    public int store(byte[] bytes, int from, int length) {
        int handle = allocate(Integer.BYTES + length);
        write(handle, bytes, from, length);
        return handle;
    }

    /**
     * The same with another content: in place where the blob is not frozen and has the room, otherwise in a new one.
     *
     * @return the handle from now on
     */
    public int restore(int handle, byte[] bytes, int from, int length) {
        if (isPlaceFor(handle, length)) {
            write(handle, bytes, from, length);
            return handle;
        }
        int moved = store(bytes, from, length);
        free(handle);
        return moved;
    }

    /**
     * The same where only what stands before {@code head} and from {@code tail} on is not as it was.
     *
     * @return the handle from now on
     */
    public int restore(int handle, byte[] bytes, int length, int head, int tail) {
        if (!isPlaceFor(handle, length)) {
            return restore(handle, bytes, 0, length);
        }
        length(handle, length);
        write(handle, 0, bytes, 0, head);
        write(handle, tail, bytes, tail, length - tail);
        return handle;
    }

    private boolean isPlaceFor(int handle, int length) {
        int needed = Integer.BYTES + length;
        int capacity = capacity(handle);
        return !isFrozen(handle) && needed <= capacity && needed > capacity / 2;
    }

    private void write(int handle, byte[] bytes, int from, int length) {
        MemorySegment memory = memory(handle);
        long offset = offset(handle);
        memory.set(ValueLayout.JAVA_INT_UNALIGNED, offset, length);
        Bytes.put(bytes, from, memory, offset + Integer.BYTES, length);
    }

    /** Length of a blob that was kept by {@link #store}. */
    public int length(int handle) {
        return memory(handle).get(ValueLayout.JAVA_INT_UNALIGNED, offset(handle));
    }

    /** A copy of the content of a blob that was kept by {@link #store}. */
    public byte[] load(int handle) {
        return load(handle, 0);
    }

    /** The same with so many bytes of room behind it. */
    public byte[] load(int handle, int room) {
        int length = length(handle);
        byte[] bytes = HeapRoom.array(Math.addExact(length, room));
        read(handle, 0, bytes, 0, length);
        return bytes;
    }

    // ---- parts of a blob with a number before its content; positions count from behind the number

    /** How many bytes of content the blob may grow to without moving. */
    public int room(int handle) {
        return capacity(handle) - Integer.BYTES;
    }

    /** The {@link #room} of a blob that is made for so many bytes. */
    public static int roomFor(int length) {
        int needed = Integer.BYTES + length;
        int slot = needed <= LONGEST_SLOT_BYTES ? SLOT_BYTES[sizeClass(needed)] : (needed + 7) & ~7;
        return slot - Integer.BYTES;
    }

    /** Takes room for so many bytes of content, the number before it being {@code length}. */
    public int reserve(int room, int length) {
        int handle = allocate(Integer.BYTES + room);
        length(handle, length);
        return handle;
    }

    /** Changes the number before the content, which is for the owner to understand. Not where the blob is frozen. */
    public void length(int handle, int length) {
        memory(handle).set(ValueLayout.JAVA_INT_UNALIGNED, offset(handle), length);
    }

    /** Copies a part of the content to an array. */
    public void read(int handle, int position, byte[] target, int to, int length) {
        Bytes.take(memory(handle), content(handle, position, length), target, to, length);
    }

    /** Changes a part of the content. Not where the blob is frozen. */
    public void write(int handle, int position, byte[] bytes, int from, int length) {
        Bytes.put(bytes, from, memory(handle), content(handle, position, length), length);
    }

    /** Copies a part of one blob's content into another's, or within the same. Not where the target is frozen. */
    public void copy(int source, int from, int target, int to, int length) {
        MemorySegment.copy(
                memory(source), content(source, from, length), memory(target), content(target, to, length), length);
    }

    /** Where a part of the content begins; it must lie within the blob. */
    private long content(int handle, int position, int length) {
        Objects.checkFromIndexSize(position, length, room(handle));
        return offset(handle) + Integer.BYTES + position;
    }

    // ---- accounts

    /** Bytes of the slots that blobs take, blobs held for snapshots included. */
    public long usedBytes() {
        return usedBytes;
    }

    /** The part of {@link #usedBytes} that nobody but an open snapshot wants. */
    public long deferredBytes() {
        return deferredBytes;
    }

    /** Bytes of the pages, but for what of them was never in use and so is no memory yet. */
    public long pageBytes() {
        long untouched = 0;
        for (SizeClass sizeClass : classes) {
            for (Page page : sizeClass.withRoom) {
                untouched += page.untouchedBytes();
            }
        }
        return pageBytes - untouched;
    }

    /**
     * How the pages of one slot size are used.
     *
     * @param slotBytes 0 for blobs that have pages of their own, of whatever size
     */
    public record ClassFigures(int slotBytes, long pages, long slots, long used) {}

    /** The sizes that have pages, smallest first; those of single large blobs last. */
    public List<ClassFigures> figures() {
        long[][] sums = new long[classes.length + 1][3];
        for (Page page : pages) {
            if (page != null) {
                long[] sum = sums[page.sizeClass];
                sum[0]++;
                sum[1] += page.slots;
                sum[2] += page.used();
            }
        }
        List<ClassFigures> rows = new ArrayList<>();
        for (int i = 0; i < sums.length; i++) {
            if (sums[i][0] > 0) {
                rows.add(new ClassFigures(i < classes.length ? SLOT_BYTES[i] : 0, sums[i][0], sums[i][1], sums[i][2]));
            }
        }
        return rows;
    }

    /** Number of blobs, those included that are held for snapshots. */
    public long blobs() {
        return blobs;
    }
}
