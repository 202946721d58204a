// Opens the device's own list of apps to share with. Without this script the button is not shown;
// the link, its QR code and the e-mail link are on the page.

export default async function share({ dataset }) {
  const url = new URL(dataset.address, location.href).href;
  try {
    await navigator.share({ title: dataset.title, url });
  } catch (error) {
    if (error.name !== "AbortError") throw error; // the reader thought better of it
  }
}
