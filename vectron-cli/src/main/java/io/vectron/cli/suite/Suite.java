package io.vectron.cli.suite;

import io.vectron.cli.certs.DevelopmentCertificates;
import io.vectron.tls.TlsException;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Placement driver, worker and router in this process, or one of them alone, until they are told to stop.
 *
 * <p>Concurrency: made and waited for by one thread; Ctrl-C and SIGTERM stop it from java's shutdown hook.
 */
public final class Suite implements AutoCloseable {
    private final RunningRoles roles = new RunningRoles();
    // never read: a lock that nothing refers to would be closed with its channel by the garbage collector
    @SuppressWarnings({"unused", "FieldCanBeLocal"})
    private final Optional<DirectoryLock> lock;

    private Suite(Optional<DirectoryLock> lock) {
        this.lock = lock;
    }

    private static Suite withHook(Optional<DirectoryLock> lock) {
        Suite suite = new Suite(lock);
        Runtime.getRuntime().addShutdownHook(new Thread(suite::close, "vectron-stop"));
        return suite;
    }

    /**
     * Takes the folder for this process and looks at the ports; nothing runs yet. The folder stays taken until the process
     * ends: a role that hangs while stopping may still write into it.
     *
     * @throws SuiteException when a port is taken or the folder is in use
     */
    public static Suite reserve(SuiteSettings settings) {
        DirectoryLock lock = DirectoryLock.acquire(settings.data());
        try {
            PortCheck.requireFree(settings);
        } catch (SuiteException e) {
            lock.close();
            throw e;
        }
        return withHook(Optional.of(lock));
    }

    /**
     * Starts all three roles.
     *
     * @throws SuiteException when one does not start; the others are stopped then
     */
    public void startAll(SuiteSettings settings) {
        try {
            if (settings.lock().isPresent()) {
                makeCertificates(settings);
            }
            for (Role role : Role.values()) {
                roles.start(role, settings.arguments(role));
            }
        } catch (SuiteException e) {
            close();
            throw e;
        }
    }

    private static void makeCertificates(SuiteSettings settings) {
        try {
            DevelopmentCertificates.ensure(
                    settings.certificates(),
                    Arrays.stream(Role.values()).map(Role::word).toList());
        } catch (IOException | TlsException e) {
            throw new SuiteException(
                    "cannot make the certificates in " + settings.certificates() + ": " + e.getMessage(), e);
        }
    }

    /**
     * Waits until the router answers for the cluster. It is asked from within: from outside that would take a key.
     *
     * @throws SuiteException when it does not in time
     */
    public void awaitReady(Duration limit) {
        roles.awaitReady(limit);
    }

    /**
     * Starts one role.
     *
     * @param arguments {@code --vectron.<role>.<setting>=<value>}, as the service's documentation lists them
     * @throws SuiteException when it does not start
     */
    public static Suite start(Role role, List<String> arguments) {
        Suite suite = withHook(Optional.empty());
        suite.roles.start(role, arguments);
        return suite;
    }

    /** Returns when everything has stopped. */
    public void awaitStop() throws InterruptedException {
        roles.awaitStop();
    }

    /** Stops router, worker and placement driver, in this order. Does nothing the second time. */
    @Override
    public void close() {
        roles.close();
    }
}
