package homeport.proxy.loop;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/**
 * The buffers that the kernel reads into, for all sockets of one loop: it takes one when bytes are
 * there, and it is given back when they have been heard. Layout: 16 bytes a buffer (address, 4
 * bytes length, 2 bytes number), the tail in the last 2 bytes of the first. Owner: the loop's
 * thread.
 */
final class ReadBuffers {
    /** Of a result: there is a buffer, and its number is in the upper half. */
    static final int HAS_BUFFER = 1;

    /** A power of two; what one turn may bring. */
    private static final int COUNT = 128;

    private static final int BYTES = 16 * 1024;
    private static final int ENTRY_BYTES = 16;
    private static final long TAIL_AT = 14;
    private static final int REGISTER = 22;
    private static final VarHandle TAIL = ValueLayout.JAVA_SHORT.varHandle();

    private final MemorySegment queue;
    private final MemorySegment memory;
    private final ByteBuffer[] views = new ByteBuffer[COUNT];
    private short tail;

    ReadBuffers(Linux linux, Ring ring, Arena arena) throws IOException {
        queue = linux.map(COUNT * ENTRY_BYTES);
        memory = linux.map((long) COUNT * BYTES);
        MemorySegment registration = arena.allocate(40, 8);
        registration.set(ValueLayout.JAVA_LONG, 0, queue.address());
        registration.set(ValueLayout.JAVA_INT, 8, COUNT);
        int registered = linux.uringRegister(ring.file(), REGISTER, registration, 1);
        if (registered < 0) throw Linux.error("io_uring takes no buffers", registered);
        for (int i = 0; i < COUNT; i++) {
            views[i] = memory.asSlice((long) i * BYTES, BYTES).asByteBuffer();
            giveBack(i);
        }
    }

    static int number(int flags) {
        return flags >>> 16;
    }

    /** What was read. */
    ByteBuffer view(int number, int length) {
        return views[number].clear().limit(length);
    }

    void giveBack(int number) {
        long at = (long) (tail & COUNT - 1) * ENTRY_BYTES;
        queue.set(ValueLayout.JAVA_LONG, at, memory.address() + (long) number * BYTES);
        queue.set(ValueLayout.JAVA_INT, at + 8, BYTES);
        queue.set(ValueLayout.JAVA_SHORT, at + 12, (short) number);
        TAIL.setRelease(queue, TAIL_AT, ++tail);
    }
}
