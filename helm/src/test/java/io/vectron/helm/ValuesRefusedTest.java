package io.vectron.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values that cannot work are refused while rendering, with the value's name in the message. */
class ValuesRefusedTest {
    @ParameterizedTest
    @CsvSource({
        "pd.replicaCount, 0",
        "pd.replicaCount, 2",
        "pd.replicaCount, 4",
        "pd.replicaCount, three",
        "worker.replicaCount, 0",
        "worker.replicaCount, -1",
        "router.replicaCount, 1.5",
        "worker.replicas, 3",
        "replicaCount, 3",
        "pd.persistence.size, much",
        "pd.persistence.accessMode, ReadWriteMany",
        "worker.labels.planet, earth",
        "worker.settings.election_timeout, 3s",
        "image.tag, latest",
        "image.tag, a b",
        "router.image.digest, sha256:12",
        "router.service.type, LoadBalanced",
        "router.service.loadBalancerSourceRanges[0], everyone",
        "router.ingress.enabled, maybe",
        "networkPolicy.enabled, none",
        "topologySpread.whenUnsatisfiable, Never",
        "tls.existingSecret, one-for-all",
        "tls.certManager.issuerRef.names, ca",
        "tls.certManager.duration, long",
        "apiKeys.existingSecret, Not_A_Name",
        "bindAddress, 127.0.0.1",
        "admin.replicaCount, 2",
        "worker.terminationGracePeriodSeconds, 0",
        "worker.podDisruptionBudget.maxUnavailable, 0"
    })
    void schemaRefuses(String key, String value) {
        String[] path = key.replaceFirst("\\[0]$", "").split("\\.", -1);
        String named = path[path.length - 1];

        assertThatThrownBy(() -> Chart.VECTRON.render(Release.defaults().with(key, value)))
                .hasMessageContaining("values don't meet the specifications of the schema")
                .hasMessageContaining(named);
    }

    @Test
    void everyRoleWithoutCertificateIsNamed() {
        assertRefused(
                Release.of("nothing"), "no certificates for pd, worker, router, admin", "tls.certManager.enabled");
        assertRefused(Release.defaults().with("tls.existingSecrets.worker", ""), "no certificates for worker.");
        assertRefused(
                Release.of("no admin").with("admin.enabled", "false").with("tls.existingSecrets.pd", "a"),
                "no certificates for worker, router.");
    }

    @Test
    void apiKeysAreNeeded() {
        assertRefused(Release.defaults().with("apiKeys.existingSecret", ""), "apiKeys.existingSecret is empty");
    }

    @Test
    void certManagerNeedsAnIssuerAndExcludesSecrets() {
        assertRefused(
                Release.of("cert-manager", "cert-manager").with("tls.certManager.issuerRef.name", ""),
                "tls.certManager.issuerRef.name is empty");
        assertRefused(Release.of("both", "secrets", "cert-manager"), "choose one of the two");
    }

    @Test
    void dashboardNeedsTheCaOfPublicTls() {
        assertRefused(
                Release.defaults().with("router.publicTls.existingSecret", "public"),
                "admin.routerCa.existingSecret is empty");
    }

    @Test
    void ingressNeedsAHost() {
        assertRefused(Release.defaults().with("router.ingress.enabled", "true"), "router.ingress.host is empty");
    }

    @Test
    void graceMustBeLongerThanTheSleepBeforeTheStop() {
        assertRefused(
                Release.defaults().with("router.preStopSleepSeconds", "60"),
                "router.preStopSleepSeconds is 60, it must be less than terminationGracePeriodSeconds, 60");
    }

    @ParameterizedTest
    @CsvSource({"pd, members", "worker, host", "router, api-keys-file", "router, insecure-dev", "admin, router-ca"})
    void settingsOfTheChartCannotBeChanged(String role, String setting) {
        assertRefused(
                Release.defaults().with(role + ".settings." + setting, "x"),
                role + ".settings." + setting + ": this setting belongs to the chart");
    }

    @Test
    void ownServiceAccountNeedsAName() {
        assertRefused(Release.defaults().with("serviceAccount.create", "false"), "serviceAccount.name is empty");
    }

    @Test
    void oddCountsOfMembersAreTaken() {
        for (String count : List.of("1", "3", "5", "7")) {
            assertThat(Chart.VECTRON.render(Release.defaults().with("pd.replicaCount", count)))
                    .isNotEmpty();
        }
    }

    @Test
    void defaultValuesHoldNoSecret() {
        assertThat(Chart.VECTRON.yaml("values.yaml").get("apiKeys"))
                .isEqualTo(Map.of("existingSecret", "", "key", "api-keys"));
        assertThat(Manifest.ofKind(Chart.VECTRON.render(Release.defaults()), "Secret"))
                .isEmpty();
    }

    private static void assertRefused(Release release, String... messages) {
        var refused = assertThatThrownBy(() -> Chart.VECTRON.render(release));
        for (String message : messages) {
            refused.hasMessageContaining(message);
        }
    }
}
