package homeport.proxy.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import homeport.proxy.pool.PoolWorld.Running;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients that users have, unchanged, through a DB proxy that tracks session parameters. */
class RealClientsIT {
    private static PoolWorld world;
    private static Running shop;

    @BeforeAll
    static void begin() throws Exception {
        world = new PoolWorld();
        shop =
                world.running(
                        ProxySettings.named("shop")
                                .withPool(
                                        PoolSettings.DEFAULT
                                                .withPercent(2, 2)
                                                .withTrackedVariables()));
    }

    @AfterAll
    static void end() {
        world.close();
    }

    private static String run(String... command) throws Exception {
        Path out = Files.createTempFile("client", ".out");
        Process process =
                new ProcessBuilder(List.of(command))
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile())
                        .start();
        boolean done = process.waitFor(30, TimeUnit.SECONDS);
        if (!done) process.destroyForcibly();
        String said = Files.readString(out);
        Files.delete(out);
        assertEquals(0, done ? process.exitValue() : -1, said);
        return said.strip();
    }

    private static void assertNobodyWasPinned() {
        assertEquals(
                0,
                world.log.stream().filter(line -> line.contains("was pinned")).count(),
                () -> world.log.toString());
    }

    @Test
    void psql() throws Exception {
        String said =
                run(
                        PoolWorld.psql().toString(),
                        shop.uri() + "?sslmode=require",
                        "-Atc",
                        "SET work_mem = '6MB'",
                        "-c",
                        "SHOW work_mem",
                        "-c",
                        "COPY (SELECT generate_series(1, 2)) TO STDOUT");
        assertEquals("SET\n6MB\n1\n2", said);
        assertNobodyWasPinned();
    }

    @Test
    void psycopg() throws Exception {
        String script =
                """
                import psycopg, sys
                a = psycopg.connect(sys.argv[1], autocommit=True, prepare_threshold=1)
                b = psycopg.connect(sys.argv[1], autocommit=True, prepare_threshold=1)
                a.execute("SET TimeZone TO 'Asia/Tokyo'")
                for i in range(8):
                    assert a.execute("SELECT %s::int + 1", (i,)).fetchone()[0] == i + 1
                    assert b.execute("SELECT %s::int + 2", (i,)).fetchone()[0] == i + 2
                    assert a.execute("SHOW TimeZone").fetchone()[0] == "Asia/Tokyo"
                    assert b.execute("SHOW TimeZone").fetchone()[0] != "Asia/Tokyo"
                with a.transaction():
                    a.execute("CREATE TABLE IF NOT EXISTS psy (x int)")
                    with a.cursor().copy("COPY psy FROM STDIN") as copy:
                        for i in range(1000):
                            copy.write_row((i,))
                assert b.execute("SELECT count(*) FROM psy").fetchone()[0] == 1000
                try:
                    a.execute("SELECT 1/0")
                except psycopg.errors.DivisionByZero:
                    pass
                with a.pipeline():
                    one = a.execute("SELECT 1")
                    two = a.execute("SELECT 2")
                assert (one.fetchone()[0], two.fetchone()[0]) == (1, 2)
                print("good")
                """;
        assertEquals("good", run("/usr/bin/python3", "-c", script, shop.uri()));
        assertNobodyWasPinned();
    }

    @Test
    void asyncpg() throws Exception {
        String script =
                """
                import asyncio, asyncpg, sys
                async def main():
                    pool = await asyncpg.create_pool(sys.argv[1], min_size=4, max_size=4)
                    async def one(i):
                        async with pool.acquire() as c:
                            return await c.fetchval("SELECT $1::int * 2", i)
                    assert await asyncio.gather(*map(one, range(100))) == [
                        i * 2 for i in range(100)]
                    async with pool.acquire() as c:
                        async with c.transaction():
                            n = 0
                            async for r in c.cursor("SELECT generate_series(1, 500)"):
                                n += 1
                            assert n == 500
                        try:
                            await c.fetchval("SELECT pg_sleep(20)", timeout=0.3)
                        except asyncio.TimeoutError:
                            pass
                        assert await c.fetchval("SELECT 7") == 7
                    await pool.close()
                asyncio.run(main())
                print("good")
                """;
        assertEquals("good", run("/usr/bin/python3", "-c", script, shop.uri()));
        assertNobodyWasPinned();
    }

    @Test
    void nodePostgres() throws Exception {
        Optional<Path> modules = NodePostgres.modules();
        Assumptions.assumeTrue(
                modules.isPresent(),
                "needs node with the package pg: install Debian's nodejs and node-pg, or npm");
        String script =
                """
                const assert = require('assert');
                const { Client, Pool } = require('pg');
                const connectionString = process.argv[1];
                (async () => {
                    const pool = new Pool({ connectionString, max: 8 });
                    const jobs = [...Array(200).keys()].map(i => pool.query(
                        { name: 'sum' + i % 3, text: 'SELECT $1::int + ' + i % 3 + ' AS n',
                          values: [i] }));
                    (await Promise.all(jobs)).forEach((r, i) =>
                        assert.strictEqual(r.rows[0].n, i + i % 3));
                    await pool.query('CREATE TABLE IF NOT EXISTS node (x int, t text)');
                    const one = await pool.connect();
                    const two = await pool.connect();
                    await one.query("SET TimeZone TO 'Asia/Tokyo'");
                    for (let i = 0; i < 8; i++) {
                        assert.strictEqual(
                            (await one.query('SHOW TimeZone')).rows[0].TimeZone, 'Asia/Tokyo');
                        assert.notStrictEqual(
                            (await two.query('SHOW TimeZone')).rows[0].TimeZone, 'Asia/Tokyo');
                    }
                    await one.query('BEGIN');
                    await one.query('INSERT INTO node VALUES ($1, $2)', [1, 'ü'.repeat(100000)]);
                    await assert.rejects(one.query('SELECT 1/0'), { code: '22012' });
                    await assert.rejects(one.query('SELECT 1'), { code: '25P02' });
                    await one.query('ROLLBACK');
                    assert.strictEqual(
                        (await two.query('SELECT count(*)::int AS n FROM node')).rows[0].n, 0);
                    const many = await one.query('SELECT 1 AS a; SELECT 2 AS a');
                    assert.deepStrictEqual(many.map(r => r.rows[0].a), [1, 2]);
                    const large = await two.query({ text: "SELECT repeat('x', 5000000) AS x",
                        rowMode: 'array' });
                    assert.strictEqual(large.rows[0][0].length, 5000000);
                    one.release(); two.release();
                    await pool.end();
                    const tls = new Client({ connectionString,
                        ssl: { rejectUnauthorized: false }, statement_timeout: 300 });
                    await tls.connect();
                    await assert.rejects(tls.query('SELECT pg_sleep(20)'), { code: '57014' });
                    assert.strictEqual((await tls.query('SELECT 7 AS n')).rows[0].n, 7);
                    await tls.end();
                    const wrong = new Client({ connectionString, password: 'guess',
                        user: 'postgres', host: tls.host, port: tls.port, connectionString: null });
                    await assert.rejects(wrong.connect(), { code: '28P01' });
                    console.log('good');
                })().catch(e => { console.error(e); process.exit(1); });
                """;
        String said = run("env", "NODE_PATH=" + modules.get(), "node", "-e", script, shop.uri());
        assertEquals("good", said);
        assertNobodyWasPinned();
    }
}
