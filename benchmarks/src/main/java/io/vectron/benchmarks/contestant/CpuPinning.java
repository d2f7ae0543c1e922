package io.vectron.benchmarks.contestant;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/** Keeps a thread on one processor, by Linux's sched_setaffinity. */
final class CpuPinning {
    /** Room for 8192 processors, as the kernel's own limit. */
    private static final int MASK_BYTES = 1024;

    private static final int THIS_THREAD = 0;

    private CpuPinning() {}

    /**
     * Pins the calling thread to the last processor that it may run on: the first one has more interrupts to serve.
     *
     * @return false when this system does not have that
     */
    static boolean pin() {
        try (Arena arena = Arena.ofConfined()) {
            Optional<MethodHandle> get = function("sched_getaffinity");
            Optional<MethodHandle> set = function("sched_setaffinity");
            if (get.isEmpty() || set.isEmpty()) {
                return false;
            }
            MemorySegment mask = arena.allocate(MASK_BYTES, Long.BYTES);
            if ((int) get.get().invokeExact(THIS_THREAD, (long) MASK_BYTES, mask) < 0) {
                return false;
            }
            int at = MASK_BYTES - 1;
            while (at >= 0 && mask.get(ValueLayout.JAVA_BYTE, at) == 0) {
                at--;
            }
            if (at < 0) {
                return false;
            }
            int last = Integer.highestOneBit(mask.get(ValueLayout.JAVA_BYTE, at) & 255);
            mask.fill((byte) 0);
            mask.set(ValueLayout.JAVA_BYTE, at, (byte) last);
            return (int) set.get().invokeExact(THIS_THREAD, (long) MASK_BYTES, mask) == 0;
        } catch (Throwable notLinked) { // invokeExact declares it
            throw new IllegalStateException("cannot call sched_setaffinity", notLinked);
        }
    }

    /** {@code int f(pid_t thread, size_t maskBytes, cpu_set_t* mask)}. */
    @SuppressWarnings("restricted") // the signature is that of the manual page
    private static Optional<MethodHandle> function(String name) {
        Linker linker = Linker.nativeLinker();
        SymbolLookup libc = linker.defaultLookup();
        FunctionDescriptor signature = FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS);
        return libc.find(name).map(symbol -> linker.downcallHandle(symbol, signature));
    }
}
