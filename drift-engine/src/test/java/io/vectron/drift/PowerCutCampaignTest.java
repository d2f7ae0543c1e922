package io.vectron.drift;

import static org.assertj.core.api.Assertions.assertThat;

import io.vectron.drift.engine.Engine;
import io.vectron.drift.storage.DurableFiles;
import io.vectron.drift.storage.FaultHook;
import io.vectron.drift.storage.FaultPoint;
import io.vectron.drift.storage.FileNames;
import io.vectron.drift.storage.MemoryStorage;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Power cuts at random calls to storage, at every fault point and during recoveries; what was not synced is lost as a disk may
 * lose it. Before some the process is killed, so that the next finds what is not synced and builds on it. Nothing that was promised is lost, nothing deleted comes back, the manifest always opens. Repeat one run by
 * {@code -Dseed=S -Ddrift.powerCuts=1}, more of them by {@code -Ddrift.powerCuts=2000}.
 */
@Tag("property")
class PowerCutCampaignTest {
    private static final int RUNS = Integer.getInteger("drift.powerCuts", 240);
    private static final int LIVES = 5;
    /** So many cuts at each point make a campaign. */
    private static final int CUTS_MIN = 10;
    /** From so many runs on the figures above are asked for; one run that is repeated cannot have them. */
    private static final int RUNS_MIN = 100;
    /** More than an opening takes, and less than a life. */
    private static final int CALLS_OF_RECOVERY = 25;

    private static final int CALLS_OF_LIFE = 250;
    private static final int DIRECTORY_SYNCS_OF_LIFE = 25;

    private final Map<FaultPoint, Integer> points = new EnumMap<>(FaultPoint.class);
    private final List<String> failures = new ArrayList<>();
    private int cuts;
    private int recoveryCuts;
    private int lost;
    private int resurrected;

    @Test
    void nothingIsLostOrComesBackWhereverThePowerGoes() {
        long seed = Seeds.next("PowerCutCampaignTest");
        for (FaultPoint point : FaultPoint.values()) {
            points.put(point, 0);
        }
        try (DriftResources resources = DriftResources.createDefault()) {
            for (int run = 0; run < RUNS; run++) {
                run(seed + run, resources);
            }
        }
        System.out.println("POWERCUT runs=" + RUNS + " cuts=" + cuts + " recoveryCuts=" + recoveryCuts + " lost=" + lost
                + " resurrected=" + resurrected + " failed=" + failures.size() + " points=" + points);
        assertThat(failures).as("runs that failed").isEmpty();
        if (RUNS >= RUNS_MIN) {
            assertThat(points.values()).as("cuts at %s", points).allMatch(hits -> hits >= CUTS_MIN);
            assertThat(recoveryCuts).as("cuts during recovery").isGreaterThanOrEqualTo(CUTS_MIN);
        }
    }

    /** The first opening was cut between the temporary manifest and its name. */
    @Test
    void leftOverOfACutFirstOpeningDoesNotStandInTheWayOfTheNext() {
        for (Engine.LogKeeper keeper : Engine.LogKeeper.values()) {
            MemoryStorage disk = MemoryStorage.empty();
            disk.put(DurableFiles.temp(FileNames.MANIFEST), new byte[3]);
            try (DriftResources resources = DriftResources.createDefault();
                    Drift drift = Drift.open(disk, DriftSettings.of(3, Metric.L2), resources, FaultHook.NONE, keeper)) {
                assertThat(drift.count()).isZero();
            }
        }
    }

    private void run(long seed, DriftResources resources) {
        Random random = new Random(seed);
        Engine.LogKeeper keeper = random.nextBoolean() ? Engine.LogKeeper.ENGINE : Engine.LogKeeper.CALLER;
        PowerCutProgram program = new PowerCutProgram(random, keeper, resources);
        try {
            boolean isKilled = false;
            for (int life = 0; life < LIVES; life++) {
                PowerCut cut = cut(program, isKilled);
                count(program.live(cut));
                isKilled = cut.isKill();
            }
            Audit audit = program.check();
            if (!audit.isClean()) {
                throw new PowerCutProgram.Mismatch(audit);
            }
        } catch (PowerCutProgram.Mismatch mismatch) {
            lost += mismatch.audit().lost().size();
            resurrected += mismatch.audit().resurrected().size();
            failures.add("-Dseed=" + seed + " " + keeper + ": " + mismatch.getMessage());
        } catch (RuntimeException | AssertionError failure) {
            failures.add("-Dseed=" + seed + " " + keeper + ": " + failure);
        }
    }

    private static PowerCut cut(PowerCutProgram program, boolean isAfterKill) {
        Random random = program.random();
        int kind = random.nextInt(13);
        if (isAfterKill || kind < 2) {
            return PowerCut.atCall(program.disk(), random, 1 + random.nextInt(CALLS_OF_RECOVERY));
        }
        if (kind < 7) {
            FaultPoint[] all = FaultPoint.values();
            FaultPoint point = all[random.nextInt(all.length)];
            return PowerCut.atPoint(program.disk(), random, point, 1 + random.nextInt(4));
        }
        return kind < 10
                ? PowerCut.atCall(program.disk(), random, 1 + random.nextInt(CALLS_OF_LIFE))
                : PowerCut.killAtDirectorySync(program.disk(), random, 1 + random.nextInt(DIRECTORY_SYNCS_OF_LIFE));
    }

    private void count(PowerCutProgram.Life life) {
        cuts += life.isCut() ? 1 : 0;
        recoveryCuts += life.isCutInRecovery() ? 1 : 0;
        if (life.cutAt() != null) {
            points.merge(life.cutAt(), 1, Integer::sum);
        }
    }
}
