export async function feed() {}
