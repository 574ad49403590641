// Obtains certificates with the Node package acme-client: DIRECTORY_URL CA_FILE COUNT AT_ONCE NAME...
const fs = require("fs");
const https = require("https");
const acme = require("acme-client");

const [directoryUrl, caFile, count, atOnce, ...names] = process.argv.slice(2);

async function issue(client) {
    const [, csr] = await acme.crypto.createCsr({ altNames: names }, await acme.crypto.createPrivateEcdsaKey());
    const chain = await client.auto({
        csr,
        termsOfServiceAgreed: true,
        skipChallengeVerification: true,
        challengePriority: ["http-01"],
        challengeCreateFn: async () => {},
        challengeRemoveFn: async () => {},
    });
    if (!chain.includes("BEGIN CERTIFICATE")) throw new Error("no certificate");
}

async function main() {
    // Node's own agent, which keeps connections.
    https.globalAgent.options.ca = fs.readFileSync(caFile);
    const accountKey = await acme.crypto.createPrivateEcdsaKey();
    // It looks as often as the other programs; by itself it waits five seconds.
    const client = new acme.Client({ directoryUrl, accountKey, backoffMin: 20, backoffMax: 20 });
    await client.createAccount({ termsOfServiceAgreed: true });
    let left = Number(count);
    const work = async () => {
        while (left-- > 0) await issue(client);
    };
    await Promise.all(Array.from({ length: Number(atOnce) }, work));
}

main().catch((error) => {
    console.error(error);
    process.exit(1);
});
