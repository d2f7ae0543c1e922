package io.vectron.pd.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import io.vectron.proto.internal.v1.Worker;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AddressClaimsTest {
    private final AddressClaims claims = new AddressClaims();
    private final List<String> registered = new ArrayList<>();

    private static Worker worker(String id, String raftAddress, String address) {
        return Worker.newBuilder()
                .setId(id)
                .setRaftAddress(raftAddress)
                .setAddress(address)
                .build();
    }

    private void register(Worker worker) {
        claims.whileClaimed(worker, () -> registered.add(worker.getId()));
    }

    private void assertUnderWay(Worker worker) {
        assertThatThrownBy(() -> register(worker)).isInstanceOfSatisfying(VectronException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.NOT_READY);
            assertThat(e.getMessage()).contains("worker a", "worker b");
        });
    }

    @Test
    void addressIsClaimedByOneRegistrationAtATimeAndThenFree() {
        claims.whileClaimed(worker("a", "h:1", "h:2"), () -> {
            assertUnderWay(worker("b", "h:1", "i:2"));
            assertUnderWay(worker("b", "i:1", "h:2"));
            // what the refused ones had claimed is free again
            register(worker("c", "i:1", "i:2"));
        });
        register(worker("d", "h:1", "h:2"));
        assertThat(registered).containsExactly("c", "d");
    }
}
