package homeport.proxy.pool;

import static homeport.proxy.pool.SessionMatrix.asks;
import static homeport.proxy.pool.SessionMatrix.is;

import homeport.proxy.pool.SessionMatrix.Case;
import java.util.List;

/** Parameters of the session. */
final class SettingCases {
    static final List<Case> CASES =
            List.of(
                    asks(
                            "SET",
                            "SET statement_timeout = 12345",
                            "SHOW statement_timeout",
                            "SELECT 1"),
                    asks(
                            "SET search_path",
                            "SET search_path TO pg_catalog, public",
                            "SHOW search_path"),
                    asks(
                            "long search_path",
                            "SET search_path TO "
                                    + "\"a schema with a rather long name indeed\", ".repeat(12)
                                    + "public",
                            "SHOW search_path",
                            "SELECT length(current_setting('search_path'))"),
                    asks(
                            "set_config",
                            "SELECT pg_catalog.set_config('search_path', '', false)",
                            "SHOW search_path",
                            "SELECT set_config('work_mem', '3333kB', true)",
                            "SHOW work_mem"),
                    asks(
                            "SET TimeZone",
                            "SET TimeZone TO 'Asia/Tokyo'",
                            "SHOW TimeZone",
                            "SHOW TimeZone"),
                    asks("SET NAMES", "SET NAMES 'LATIN1'", "SHOW client_encoding", "SELECT 1"),
                    asks(
                            "SET half of DateStyle",
                            "SET DateStyle = 'German'",
                            "SET DateStyle = 'YMD'",
                            "SHOW DateStyle",
                            "SELECT date '2026-11-26'"),
                    asks(
                            "read only",
                            "SET default_transaction_read_only = on",
                            "CREATE TABLE never (x int)",
                            "SHOW default_transaction_read_only"),
                    asks(
                            "custom parameter",
                            "SET app.tenant = 'blue'",
                            "SHOW app.tenant",
                            "SELECT current_setting('app.tenant')"),
                    asks(
                            "SET ROLE",
                            "SET ROLE reader",
                            "SELECT current_user",
                            "SELECT session_user",
                            "SELECT current_user",
                            "RESET ROLE",
                            "SELECT current_user"),
                    asks(
                            "SESSION AUTHORIZATION",
                            "SET SESSION AUTHORIZATION reader",
                            "SELECT current_user",
                            "SELECT session_user",
                            "RESET SESSION AUTHORIZATION",
                            "SELECT current_user"),
                    asks(
                            "RESET",
                            "SET work_mem = '5MB'",
                            "RESET work_mem",
                            "SHOW work_mem",
                            "SET work_mem = '5MB'",
                            "SET work_mem TO DEFAULT",
                            "SHOW work_mem"),
                    asks(
                            "RESET ALL",
                            "SET work_mem = '5MB'",
                            "SET TimeZone = 'UTC'",
                            "RESET ALL",
                            "SHOW work_mem"),
                    is(
                            "startup options",
                            stage -> {
                                stage.client(
                                        "a",
                                        "options",
                                        "-c work_mem=3333kB",
                                        "search_path",
                                        "pg_catalog");
                                stage.ask(
                                        "a",
                                        "SHOW work_mem",
                                        "SHOW search_path",
                                        "SET work_mem = '5MB'",
                                        "RESET work_mem",
                                        "SHOW work_mem",
                                        "DISCARD ALL",
                                        "SHOW search_path");
                            }),
                    asks(
                            "SET that fails",
                            "SET work_mem = 'much'",
                            "SHOW work_mem",
                            "SET nothing.at = all",
                            "SELECT 1"),
                    asks(
                            "characteristics",
                            "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
                            "SHOW default_transaction_read_only",
                            "SELECT 1"),
                    asks(
                            "small statement_timeout",
                            "SET statement_timeout = 40",
                            "SELECT 1",
                            "SELECT 2",
                            "SELECT pg_sleep(1)",
                            "SHOW statement_timeout"),
                    is(
                            "application_name",
                            stage -> {
                                stage.client("a", "application_name", "shop");
                                stage.ask(
                                        "a",
                                        "SHOW application_name",
                                        "SET application_name = 'cart'",
                                        "SHOW application_name",
                                        "RESET application_name",
                                        "SHOW application_name");
                            }));

    private SettingCases() {}
}
