package homeport.cloud.ssm;

import homeport.aws.Sha256;
import homeport.cloud.secret.Sealer;
import homeport.store.Op;
import homeport.store.Store;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import tools.jackson.databind.json.JsonMapper;

/**
 * Parameters in the store. {@code /ssm/<region>/parameter/<hash of the name>} is the record, {@code
 * /ssm/<region>/value/<hash>/<version>} one value, sealed when it is a SecureString. A record and
 * its values always change in one commit.
 */
final class ParameterStore {
    /** Of one region. Source: AWS General Reference, "Systems Manager quotas". */
    static final int PARAMETERS_MAX = 10_000;

    private static final int COMMIT_TRIES_MAX = 64;
    private static final String ROOT = "/ssm/";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Store store;
    private final Sealer sealer;
    private final String account;

    ParameterStore(Store store, Sealer sealer, String account) {
        this.store = store;
        this.sealer = sealer;
        this.account = account;
    }

    String account() {
        return account;
    }

    /** A record and the revision at which it was read. */
    private record Held(Parameter parameter, long revision) {}

    Optional<Parameter> find(String region, String name) {
        return held(region, name).map(Held::parameter);
    }

    private Optional<Held> held(String region, String name) {
        return store.get(key(region, name)).map(e -> new Held(read(e.value()), e.revision()));
    }

    /** By name. */
    List<Parameter> all(String region) {
        return store.list(ROOT + region + "/parameter/").entries().stream()
                .map(entry -> read(entry.value()))
                .sorted(Comparator.comparing(Parameter::name))
                .toList();
    }

    /**
     * @param decrypt else a SecureString is shown as it lies in the store, in base64
     */
    String value(String region, Parameter of, ParameterVersion version, boolean decrypt) {
        byte[] bytes =
                store.get(valueKey(region, of.name(), version.number()))
                        .orElseThrow(() -> Refusal.notFound(of.name())) // deleted meanwhile
                        .value();
        if (!of.secure()) return new String(bytes, StandardCharsets.UTF_8);
        if (!decrypt) return Base64.getEncoder().encodeToString(bytes);
        return new String(
                sealer.unseal(bytes, context(region, of, version)), StandardCharsets.UTF_8);
    }

    private String context(String region, Parameter of, ParameterVersion version) {
        return ParameterName.arn(region, account, of.name()) + "#" + version.number();
    }

    /**
     * @return false when one has the name already
     */
    boolean create(String region, Parameter fresh, String value) {
        var ops = new ArrayList<Op>();
        ops.add(Op.create(key(region, fresh.name()), write(fresh)));
        ops.add(put(region, fresh, value));
        return store.commit(ops).isPresent();
    }

    /**
     * Applies {@code change} to the newest state until no other change came between; it may be
     * called several times.
     *
     * @param value of the version that the change adds at the end
     */
    Parameter change(
            String region, String name, Optional<String> value, UnaryOperator<Parameter> change) {
        for (int attempt = 0; attempt < COMMIT_TRIES_MAX; attempt++) {
            Held held = held(region, name).orElseThrow(() -> Refusal.notFound(name));
            Parameter after = change.apply(held.parameter());
            var ops = new ArrayList<Op>();
            ops.add(Op.replace(key(region, name), write(after), held.revision()));
            value.ifPresent(text -> ops.add(put(region, after, text)));
            long oldest = after.versions().getFirst().number();
            for (ParameterVersion gone : held.parameter().versions())
                if (gone.number() < oldest)
                    ops.add(Op.delete(valueKey(region, name, gone.number())));
            if (store.commit(ops).isPresent()) return after;
        }
        throw Refusal.busy();
    }

    /**
     * @return false when there is none of that name
     */
    boolean delete(String region, String name) {
        for (int attempt = 0; attempt < COMMIT_TRIES_MAX; attempt++) {
            Optional<Held> held = held(region, name);
            if (held.isEmpty()) return false;
            var ops = new ArrayList<Op>();
            ops.add(Op.delete(key(region, name), held.get().revision()));
            for (ParameterVersion version : held.get().parameter().versions())
                ops.add(Op.delete(valueKey(region, name, version.number())));
            if (store.commit(ops).isPresent()) return true;
        }
        throw Refusal.busy();
    }

    private Op put(String region, Parameter of, String value) {
        byte[] plain = value.getBytes(StandardCharsets.UTF_8);
        byte[] kept = of.secure() ? sealer.seal(plain, context(region, of, of.newest())) : plain;
        return Op.put(valueKey(region, of.name(), of.newest().number()), kept);
    }

    private static Parameter read(byte[] value) {
        return JSON.readValue(value, Parameter.class);
    }

    private static byte[] write(Parameter parameter) {
        return JSON.writeValueAsBytes(parameter);
    }

    /** Names can be longer than keys. */
    private static String key(String region, String name) {
        return ROOT + region + "/parameter/" + Sha256.hex(name);
    }

    private static String valueKey(String region, String name, long version) {
        return ROOT + region + "/value/" + Sha256.hex(name) + "/" + version;
    }
}
