package homeport.control.catalog;

import homeport.aws.AwsException;

/** The database engines that can be ordered: one. */
public final class EngineNames {
    public static final String POSTGRES = "postgres";

    private EngineNames() {}

    public static boolean isPostgres(String engine) {
        return POSTGRES.equalsIgnoreCase(engine);
    }

    /**
     * @return the name in its usual spelling
     * @throws AwsException {@code InvalidParameterValue}: any other engine
     */
    public static String check(String engine) {
        if (!isPostgres(engine)) throw AwsException.invalidValue("Invalid DB engine: " + engine);
        return POSTGRES;
    }
}
