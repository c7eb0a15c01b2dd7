export async function profile() {}
