package homeport.control.dbproxy;

/** What a proxy endpoint is for. Source: RDS API, {@code DBProxyEndpointTargetRole}. */
public enum TargetRole {
    READ_WRITE,
    READ_ONLY
}
