package io.vectron.worker.membership;

import com.sun.management.OperatingSystemMXBean;
import io.vectron.proto.internal.v1.WorkerLoad;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;

/** Reads this process's load for the heartbeat. */
final class LoadProbe {
    private LoadProbe() {}

    static WorkerLoad read(Path dataDirectory) {
        Runtime runtime = Runtime.getRuntime();
        File volume = dataDirectory.toFile();
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return WorkerLoad.newBuilder()
                .setCpu(Math.max(0, system.getProcessCpuLoad()))
                .setHeapBytes(runtime.totalMemory() - runtime.freeMemory())
                .setDiskUsedBytes(volume.getTotalSpace() - volume.getUsableSpace())
                .setDiskFreeBytes(volume.getUsableSpace())
                .build();
    }
}
