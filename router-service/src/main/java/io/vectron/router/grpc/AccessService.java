package io.vectron.router.grpc;

import io.grpc.stub.StreamObserver;
import io.vectron.proto.v1.AccessGrpc;
import io.vectron.proto.v1.Identity;
import io.vectron.proto.v1.Role;
import io.vectron.proto.v1.WhoAmIRequest;
import io.vectron.router.access.Access;

/** {@code vectron.v1.Access}. Safe for any thread. */
public final class AccessService extends AccessGrpc.AccessImplBase {
    @Override
    public void whoAmI(WhoAmIRequest request, StreamObserver<Identity> out) {
        Answers.one(out, () -> identity(Callers.current()));
    }

    private static Identity identity(Access access) {
        Role role = switch (access.role()) {
            case READ -> Role.ROLE_READ;
            case WRITE -> Role.ROLE_WRITE;
            case ADMIN -> Role.ROLE_ADMIN;
        };
        return Identity.newBuilder()
                .setName(access.name())
                .setRole(role)
                .addAllCollections(access.collections().stream().sorted().toList())
                .setInsecureDev(access.insecureDev())
                .build();
    }
}
