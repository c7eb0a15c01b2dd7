export async function farm() {}
