package io.vectron.pd.api;

import com.google.protobuf.UnknownFieldSet;
import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import io.vectron.proto.internal.v1.Instance;
import io.vectron.proto.internal.v1.InstanceRole;
import io.vectron.proto.internal.v1.TrafficRates;
import java.util.Map;
import java.util.regex.Pattern;

/** What a service may say of itself when it announces itself. Stateless. */
final class InstanceChecks {
    private static final int SHOWN_LENGTH_MAX = 128;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern VERSION = Pattern.compile("[\\x20-\\x7e]{0,64}");

    private InstanceChecks() {}

    /**
     * @return the instance to keep: what it says in fields of a newer version, which nobody here can check, is dropped
     * @throws VectronException INVALID_REQUEST
     */
    static Instance check(Instance instance) {
        checkForm("instance.id", instance.getId(), ID, "1 to 64 characters of [A-Za-z0-9._-]");
        checkForm("instance.version", instance.getVersion(), VERSION, "at most 64 printable ASCII characters");
        checkRole(instance);
        checkAddresses(instance);
        if (instance.getStartedAtMillis() <= 0) {
            throw invalid(
                    "instance.started_at_millis",
                    Long.toString(instance.getStartedAtMillis()),
                    "milliseconds since 1970, above 0");
        }
        Instance.Builder kept = instance.toBuilder().setUnknownFields(UnknownFieldSet.getDefaultInstance());
        if (instance.hasTraffic()) {
            checkRates(instance.getTraffic());
            kept.getTrafficBuilder().setUnknownFields(UnknownFieldSet.getDefaultInstance());
        }
        return kept.build();
    }

    /** Of a farewell only the id counts. */
    static String checkId(Instance instance) {
        checkForm("instance.id", instance.getId(), ID, "1 to 64 characters of [A-Za-z0-9._-]");
        return instance.getId();
    }

    private static void checkRole(Instance instance) {
        InstanceRole role = instance.getRole();
        if (role == InstanceRole.INSTANCE_ROLE_UNSPECIFIED || role == InstanceRole.UNRECOGNIZED) {
            throw invalid("instance.role", Integer.toString(instance.getRoleValue()), "a known role");
        }
        boolean isWorker = role == InstanceRole.INSTANCE_ROLE_WORKER;
        if (isWorker) {
            WorkerChecks.checkId("instance.worker_id", instance.getWorkerId());
        } else if (!instance.getWorkerId().isEmpty()) {
            throw invalid("instance.worker_id", instance.getWorkerId(), "empty for the role " + role);
        }
        if (instance.hasTraffic() && role != InstanceRole.INSTANCE_ROLE_ROUTER) {
            throw invalid("instance.traffic", "rates", "absent for the role " + role);
        }
    }

    private static void checkAddresses(Instance instance) {
        boolean isDashboard = instance.getRole() == InstanceRole.INSTANCE_ROLE_ADMIN;
        checkAddress("instance.address", instance.getAddress(), !isDashboard);
        checkAddress("instance.http_address", instance.getHttpAddress(), isDashboard);
        checkAddress("instance.management_address", instance.getManagementAddress(), false);
    }

    private static void checkAddress(String field, String address, boolean isNeeded) {
        if (isNeeded || !address.isEmpty()) {
            WorkerChecks.checkAddress(field, address);
        }
    }

    private static void checkRates(TrafficRates rates) {
        checkRate("searches_per_second", rates.getSearchesPerSecond());
        checkRate("points_written_per_second", rates.getPointsWrittenPerSecond());
        checkRate("points_read_per_second", rates.getPointsReadPerSecond());
        checkRate("errors_per_second", rates.getErrorsPerSecond());
        checkRate("search_p50_micros", rates.getSearchP50Micros());
        checkRate("search_p99_micros", rates.getSearchP99Micros());
        checkRate("write_p99_micros", rates.getWriteP99Micros());
    }

    private static void checkRate(String field, double rate) {
        if (!Double.isFinite(rate) || rate < 0) {
            throw invalid("instance.traffic." + field, Double.toString(rate), "a finite number of at least 0");
        }
    }

    private static void checkForm(String field, String text, Pattern form, String expected) {
        if (!form.matcher(text).matches()) {
            throw invalid(field, text, expected);
        }
    }

    private static VectronException invalid(String field, String found, String expected) {
        String shown = found.substring(0, Math.min(found.length(), SHOWN_LENGTH_MAX));
        return new VectronException(
                ErrorCode.INVALID_REQUEST,
                field + " must be " + expected + ", found '" + shown + "'",
                Map.of("field", field, "found", shown));
    }
}
