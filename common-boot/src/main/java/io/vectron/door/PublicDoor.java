package io.vectron.door;

import io.vectron.tls.TlsIdentity;

/** What a role shows to everybody on its public ports. */
record PublicDoor(TlsIdentity identity) {}
