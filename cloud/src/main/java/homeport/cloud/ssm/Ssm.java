package homeport.cloud.ssm;

import homeport.aws.Service;
import homeport.cloud.secret.Sealer;
import homeport.store.Store;
import java.util.Map;

/** Systems Manager as far as its Parameter Store. Any thread. */
public final class Ssm {
    private final ParameterStore parameters;

    /**
     * @param account twelve digits
     */
    public Ssm(Store store, Sealer sealer, String account) {
        this.parameters = new ParameterStore(store, sealer, account);
    }

    /** Its actions. */
    public Service service() {
        Service ssm = new Service("ssm");
        new Putting(parameters).register(ssm);
        new Getting(parameters).register(ssm);
        new Describing(parameters).register(ssm);
        new Labelling(parameters).register(ssm);
        new Tagging(parameters).register(ssm);
        return ssm;
    }

    /** A parameter's tags by its ARN; empty when it is not there. */
    public Map<String, String> tags(String arn) {
        String[] parts = arn.split(":", 6);
        if (parts.length < 6) return Map.of();
        return parameters
                .find(parts[3], ParameterName.plain(arn))
                .map(Parameter::tags)
                .orElse(Map.of());
    }
}
